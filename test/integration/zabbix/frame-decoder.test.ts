import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeFrame, readHeader } from '../../../src-main/protocols/zabbix/codec.ts'
import type { Frame } from '../../../src-main/protocols/zabbix/frame-reader.ts'
import { readPassiveAnswer } from '../../../src-main/protocols/zabbix/passive-session.ts'
import { readRequest } from '../../../src-main/protocols/zabbix/requests.ts'
import { FrameDecoder } from '../../../src-main/engine/frame-decoder.ts'
import { BUILT_THREADS } from '../../support/built.ts'

let decoder: FrameDecoder
beforeEach(() => {
  decoder = new FrameDecoder(BUILT_THREADS.frames)
})
afterEach(() => decoder.stop())

function frameOf(text: string, isCompressed = true): Frame {
  const bytes = encodeFrame(text, { isCompressed })
  const reading = readHeader(bytes)
  if (reading.kind !== 'header') throw new Error(reading.kind)
  return { header: reading.header, payload: bytes.subarray(reading.header.headerBytes) }
}

const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    itemid: 1 + (index % 7),
    clock: 1_700_000_000 + index,
    ns: 0,
    // Every fifth row is broken.
    ...(index % 5 === 0 ? {} : { value: `${index} ${'x'.repeat(2_000)}` }),
  }))
const proxyData = JSON.stringify({
  request: 'proxy data',
  host: 'prx',
  session: 'a3ff76db2aff3d52334c3050e456f540',
  version: '6.0.14',
  'history data': rows(1_234),
})

describe('the decoder of large frames', () => {
  it.each([
    ['data of a proxy', proxyData],
    ['data of an agent', proxyData.replace('proxy data', 'agent data').replace('history data', 'data')],
    ['a heartbeat', JSON.stringify({ request: 'proxy heartbeat', host: 'prx', pad: 'x'.repeat(2_000_000) })],
    ['what is no JSON', 'x'.repeat(2_000_000)],
  ])('reads %s as the loop would', async (_what, text) => {
    for (const isCompressed of [true, false])
      expect(await decoder.read('request', frameOf(text, isCompressed))).toEqual(readRequest(text))
  })

  it('reads the answer of a passive proxy as the loop would', async () => {
    expect(await decoder.read('answer', frameOf(proxyData))).toEqual(readPassiveAnswer(proxyData))
    const refusal = JSON.stringify({ response: 'failed', info: 'x'.repeat(2_000_000) })
    expect(await decoder.read('answer', frameOf(refusal))).toEqual(readPassiveAnswer(refusal))
  })

  it('says so of a frame that is not what its header says', async () => {
    const { header, payload } = frameOf(proxyData)
    const torn = { header, payload: payload.slice(0, -9) }
    expect(await decoder.read('request', torn)).toEqual(readRequest(null))
  })

  it('keeps apart what is read at once', async () => {
    const texts = ['one', 'two', 'three'].map((name) => proxyData.replace('prx', name))
    const readings = await Promise.all(texts.map((text) => decoder.read('request', frameOf(text))))
    expect(readings).toEqual(texts.map(readRequest))
  })

  it('rejects what its thread did not live to read, and reads the next', async () => {
    const lost = decoder.read('request', frameOf(proxyData))
    await decoder.stop()
    await expect(lost).rejects.toThrow('has ended')
    expect(await decoder.read('request', frameOf(proxyData))).toEqual(readRequest(proxyData))
  })
})
