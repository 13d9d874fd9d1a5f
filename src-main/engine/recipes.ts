import type { OverviewRecipe, Listener } from '../contract/index.ts'
import { formatSocketAddress } from '../net/socket-address.ts'

const EVERY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

/**
 * What to paste on another machine so that its values arrive here.
 *
 * @param pluginDirectory where sockets of plugins are looked for; null where they are not
 * @param address an address of this machine that others can reach; used where the listener is on all of them
 */
export function recipesFor(
  address: string,
  scopeport: Listener,
  pluginDirectory: string | null,
): OverviewRecipe[] {
  const recipes: OverviewRecipe[] = [
    { protocol: 'collectl', commands: ['collectl -A server:2655 -scdnm --export lexpr'] },
  ]
  if (pluginDirectory !== null) recipes.push({ protocol: 'plugin', commands: [pluginDirectory] })
  if (scopeport.state === 'listening') {
    const { port } = scopeport
    const host = EVERY_ADDRESS.has(scopeport.host) ? address : scopeport.host
    recipes.unshift({
      protocol: 'scopeport',
      commands: [
        // Bash, awk and /proc are on every Linux machine; nc often is not.
        `exec 3<>/dev/tcp/${host}/${port}; printf 'ID,login,PASSWORD\\nID,cpu_load_average_1,%s\\n' "$(cut -d' ' -f1 /proc/loadavg)" >&3; cat <&3`,
        formatSocketAddress({ host, port }),
      ],
    })
  }
  return recipes
}
