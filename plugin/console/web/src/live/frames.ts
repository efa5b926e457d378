import type { components } from '../api/schema.d.ts'

type Schemas = components['schemas']

export type LiveHello = Schemas['LiveHello']
export type LiveEvents = Schemas['LiveEvents']
export type LiveEvent = Schemas['LiveEvent']
export type ServerFrame = Schemas['LiveWelcome'] | LiveEvents | Schemas['LiveResync'] | Schemas['LiveHeartbeat']
