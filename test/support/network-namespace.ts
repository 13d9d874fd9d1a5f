import { spawnSync } from 'node:child_process'
import { IPROUTE } from './needs.ts'

let made = 0

/**
 * A network of our own (ip-netns(8)): a cable between this machine and a space
 * in which programs run, which can be pulled. Only root may make one.
 */
export class NetworkNamespace {
  readonly name: string
  /** Address of what runs inside, as seen from outside. */
  readonly inside: string
  readonly #outsideLink: string

  private constructor() {
    made += 1
    this.name = `scopedeck-${process.pid}-${made}`
    this.inside = `169.254.${1 + ((process.pid + made) % 250)}.2`
    this.#outsideLink = `sd${process.pid % 100_000}o${made}`
  }

  /** Null where this may not be done. */
  static make(): NetworkNamespace | null {
    const space = new NetworkNamespace()
    const outside = space.inside.replace(/2$/, '1')
    const insideLink = space.#outsideLink.replace('o', 'i')
    const steps = [
      ['netns', 'add', space.name],
      ['link', 'add', space.#outsideLink, 'type', 'veth', 'peer', 'name', insideLink],
      ['link', 'set', insideLink, 'netns', space.name],
      ['addr', 'add', `${outside}/30`, 'dev', space.#outsideLink],
      ['link', 'set', space.#outsideLink, 'up'],
      ['-n', space.name, 'addr', 'add', `${space.inside}/30`, 'dev', insideLink],
      ['-n', space.name, 'link', 'set', insideLink, 'up'],
      ['-n', space.name, 'link', 'set', 'lo', 'up'],
    ]
    for (const step of steps) {
      if (ip(step)) continue
      space.remove()
      return null
    }
    return space
  }

  /** Program and first arguments that run whatever follows inside. */
  get command(): readonly string[] {
    return [IPROUTE.path, 'netns', 'exec', this.name]
  }

  /** Packets vanish, both ways, and nobody is told: the far end of the cable is pulled. */
  cut(): void {
    ip(['-n', this.name, 'link', 'set', this.#outsideLink.replace('o', 'i'), 'down'])
  }

  restore(): void {
    ip(['-n', this.name, 'link', 'set', this.#outsideLink.replace('o', 'i'), 'up'])
  }

  remove(): void {
    ip(['link', 'del', this.#outsideLink])
    ip(['netns', 'del', this.name])
  }
}

function ip(args: readonly string[]): boolean {
  return spawnSync(IPROUTE.path, args, { stdio: 'ignore' }).status === 0
}
