import { describe, expect, it } from 'vitest'
import { hostOfNode, labelOfNode, nameOfNode, onlyHostOf } from './node-id.ts'
import type { NodeReport } from './report.ts'
import { metricName, seriesPrefix, tidy } from './series-name.ts'

function node(id: string, more: Partial<NodeReport> = {}): NodeReport {
  return { id, metrics: [], latest: [], sets: [], counters: [], parents: [], adjacency: [], ...more }
}

describe('the name of a node', () => {
  it.each([
    ['Host', 'web01;<host>', 'web01', 'web01'],
    ['Host', 'web01', 'web01', 'web01'],
    ['Process', 'web01;7973', '7973', 'web01'],
    ['Process', '7973', '7973', null],
    ['Container', 'abc123;<container>', 'abc123', null],
    ['ContainerImage', 'nginx:1.2;<container_image>', 'nginx:1.2', null],
    ['Endpoint', 'web01;10.0.0.1;80', '10.0.0.1:80', 'web01'],
    ['Endpoint', ';10.0.0.1;80', '10.0.0.1:80', null],
    ['Endpoint', 'web01-4026531993;::1;80', '[::1]:80', null],
    ['Rack', 'r1', 'r1', null],
  ])('%s %s', (topology, id, name, host) => {
    expect(nameOfNode(topology, id)).toEqual({ name, host })
  })

  it('is what it calls itself, where it does', () => {
    const latest = [{ id: 'name', value: 'nginx', at: null }]
    expect(labelOfNode('Process', node('web01;7973', { latest }))).toBe('nginx (7973)')
    expect(labelOfNode('Container', node('abc;<container>', { latest }))).toBe('nginx')
  })
})

describe('the host of a node', () => {
  it('is in its id, in its parents, or the only one of the report', () => {
    expect(hostOfNode('Process', node('web01;1'), 'other')).toBe('web01')
    const parents = [{ topology: 'host', ids: ['web02;<host>'] }]
    expect(hostOfNode('Container', node('a;<container>', { parents }), 'other')).toBe('web02')
    const latest = [{ id: 'host_node_id', value: 'web03;<host>', at: null }]
    expect(hostOfNode('Container', node('a;<container>', { latest }), 'other')).toBe('web03')
    expect(hostOfNode('Rack', node('r1'), 'web04')).toBe('web04')
    expect(hostOfNode('Rack', node('r1'), null)).toBeNull()
  })

  it('is not guessed where a report is about several', () => {
    const topology = {
      name: 'Host',
      label: '',
      metricTemplates: [],
      metadataTemplates: [],
      tableTemplates: [],
    }
    expect(onlyHostOf([{ ...topology, nodes: [node('a;<host>')] }])).toBe('a')
    expect(onlyHostOf([{ ...topology, nodes: [node('a;<host>'), node('b;<host>')] }])).toBeNull()
  })
})

describe('the name of a series', () => {
  it('is the metric of a host, and has the node of everything else in it', () => {
    expect(seriesPrefix('Host', 'web01;<host>', 'web01')).toEqual({ metric: '', label: '' })
    expect(seriesPrefix('Process', 'web01;7973', 'nginx (7973)')).toEqual({
      metric: 'process/7973/',
      label: 'Process nginx (7973): ',
    })
  })

  it('fits its column, and stays another one where the beginning is the same', () => {
    const long = 'x'.repeat(190)
    expect(metricName('', long)).toBe(long)
    const [one, other] = [metricName('', `${long}a`), metricName('', `${long}b`)]
    expect([one.length, other.length]).toEqual([190, 190])
    expect(one).not.toBe(other)
    expect(metricName('', `${long}a`)).toBe(one)
  })

  it('is one line of text for every database', () => {
    expect(tidy('a\nb\u0000c\ud800')).toBe('a\uFFFDb\uFFFDc\uFFFD')
  })
})
