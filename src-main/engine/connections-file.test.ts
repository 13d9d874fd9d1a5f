import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConnectionsFile } from './connections-file.ts'

const LAB = { id: 'lab', name: 'Lab', url: 'mysql://deck@lab/deck?tls=on', sealedPassword: 'key1:x' }

describe('the file of connections', () => {
  let directory: string
  let file: ConnectionsFile
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'scopedeck-connections-'))
    file = new ConnectionsFile(directory)
    await file.load()
  })
  afterEach(() => rm(directory, { recursive: true, force: true }))

  it('begins with the embedded database in use and nothing else', () => {
    expect(file.inUse).toBe('embedded')
    expect(file.connections).toEqual([])
  })

  it('keeps what was put, changed, used and removed for the next run', async () => {
    await file.put(LAB)
    await file.put({ ...LAB, id: 'old' })
    await file.put({ ...LAB, name: 'Laboratory' })
    await file.remove('old')
    await file.use('lab')
    const again = new ConnectionsFile(directory)
    await again.load()
    expect(again.connections).toEqual([{ ...LAB, name: 'Laboratory' }])
    expect(again.inUse).toBe('lab')
  })

  it('is readable by its owner alone, and leaves nothing beside it', async () => {
    await file.put(LAB)
    expect((await stat(join(directory, 'connections.json'))).mode & 0o777).toBe(0o600)
    expect(await readdir(directory)).toEqual(['connections.json'])
  })

  it.each(['', '{', '{"version":2,"inUse":"x","connections":[]}', '[]'])(
    'refuses what it cannot understand (%j) instead of beginning anew',
    async (text) => {
      await writeFile(join(directory, 'connections.json'), text)
      await expect(new ConnectionsFile(directory).load()).rejects.toThrow('cannot be understood')
    },
  )
})
