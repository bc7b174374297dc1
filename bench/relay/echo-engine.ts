/** An engine that is ready at once and sends every sound message back as it came. Prints its port. */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FrameReader, serverFrame } from './frames.ts'

const server = createServer((_request, response) => response.writeHead(404).end())
server.on('upgrade', (request, socket) => {
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
  const accept = createHash('sha1').update(key).digest('base64')
  const reader = new FrameReader({
    message: (payload) => {
      if (payload[0] === 1) socket.write(serverFrame(payload))
    },
    ping: (payload) => socket.write(serverFrame(payload, 'pong')),
    close: () => socket.end(serverFrame(Buffer.from([3, 232]), 'close')),
  })
  socket.on('data', (chunk: Buffer) => reader.push(chunk))
  socket.on('error', () => socket.destroy())
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  )
  socket.write(serverFrame(Buffer.of(0)))
})
server.listen(0, '127.0.0.1', 4096, () => {
  const { port } = server.address() as AddressInfo // a listening TCP server has one
  console.log(port)
})
