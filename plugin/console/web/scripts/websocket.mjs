// A websocket server of text frames, as far as the mock needs one (RFC 6455): no extensions, frames
// of the page up to 64 KiB in one piece.
import { createHash } from 'node:crypto'

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** Answers the upgrade and returns the channel: `send(text)`, `close(code)`, `onText`, `onClose`. */
export function accept(request, socket, protocol) {
  const key = createHash('sha1').update(request.headers['sec-websocket-key'] + GUID).digest('base64')
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Accept: ${key}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
  )
  const channel = {
    onText: () => {},
    onClose: () => {},
    send: (text) => socket.writable && socket.write(frame(0x1, Buffer.from(text))),
    close(code) {
      const body = Buffer.alloc(2)
      body.writeUInt16BE(code)
      if (socket.writable) socket.end(frame(0x8, body))
    },
    cut: () => socket.destroy(),
  }
  let rest = Buffer.alloc(0)
  socket.on('data', (data) => {
    rest = Buffer.concat([rest, data])
    for (;;) {
      const found = readFrame(rest)
      if (!found) return
      rest = rest.subarray(found.size)
      if (found.opcode === 0x1) channel.onText(found.body.toString('utf8'))
      else if (found.opcode === 0x8) socket.end()
    }
  })
  socket.on('close', () => channel.onClose())
  socket.on('error', () => socket.destroy())
  return channel
}

function frame(opcode, body) {
  const head = body.length < 126 ? Buffer.alloc(2) : Buffer.alloc(body.length < 65536 ? 4 : 10)
  head[0] = 0x80 | opcode
  if (body.length < 126) head[1] = body.length
  else if (body.length < 65536) {
    head[1] = 126
    head.writeUInt16BE(body.length, 2)
  } else {
    head[1] = 127
    head.writeBigUInt64BE(BigInt(body.length), 2)
  }
  return Buffer.concat([head, body])
}

function readFrame(data) {
  if (data.length < 6) return null
  let length = data[1] & 0x7f
  let at = 2
  if (length === 126) {
    length = data.readUInt16BE(2)
    at = 4
  }
  if (data.length < at + 4 + length) return null
  const mask = data.subarray(at, at + 4)
  const body = Buffer.from(data.subarray(at + 4, at + 4 + length))
  for (let i = 0; i < body.length; i += 1) body[i] ^= mask[i % 4]
  return { opcode: data[0] & 0x0f, body, size: at + 4 + length }
}
