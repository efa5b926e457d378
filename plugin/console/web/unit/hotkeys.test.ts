import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { effectScope } from 'vue'

import { find, hotkeys, nameOf, useKeys } from '../src/stores/hotkeys.ts'

const press = (key: string, rest: object = {}): string =>
  nameOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...rest })

const scopes: ReturnType<typeof effectScope>[] = []

function use(scope: 'page' | 'list' | 'dialog', ...keys: string[]): void {
  const owner = effectScope()
  owner.run(() => useKeys(scope, keys.map((key) => ({ key, text: 'keys.help' as const, run: () => undefined }))))
  scopes.push(owner)
}

afterEach(() => {
  for (const scope of scopes.splice(0)) scope.stop()
  Object.assign(hotkeys, { isOff: false, moved: {} })
})

test('keys have one name whatever the keyboard makes of shift', () => {
  assert.equal(press('j'), 'J')
  assert.equal(press('J', { shiftKey: true }), 'Shift+J')
  assert.equal(press('?', { shiftKey: true }), '?')
  assert.equal(press('Enter', { ctrlKey: true }), 'Ctrl+Enter')
  assert.equal(press('Enter', { shiftKey: true }), 'Shift+Enter')
})

test('an open dialog hears its own keys alone', () => {
  use('page', 'R')
  use('dialog', 'Y')
  assert.equal(find('R', false), null)
  assert.equal(find('Y', false)?.key, 'Y')
})

test('single keys are silent in fields, and where they are switched off', () => {
  use('page', 'A', 'Ctrl+Enter')
  assert.equal(find('A', true), null)
  hotkeys.isOff = true
  assert.equal(find('A', false), null)
  assert.equal(find('Ctrl+Enter', false)?.key, 'Ctrl+Enter')
})

test('a key that was moved answers at its new place alone', () => {
  use('page', 'A')
  hotkeys.moved = { A: 'B' }
  assert.equal(find('A', false), null)
  assert.equal(find('B', false)?.key, 'A')
})

test('keys are gone with the part of the page they belong to', () => {
  use('page', 'A')
  scopes.splice(0).forEach((scope) => scope.stop())
  assert.equal(find('A', false), null)
})
