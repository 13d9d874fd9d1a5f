import type { OverviewRecipe, Listener } from '../contract/index.ts'
import { formatSocketAddress } from '../net/socket-address.ts'

/**
 * What to paste on another machine so that its values arrive here.
 *
 * @param address an address of this machine that others can reach
 */
export function recipesFor(address: string, scopeport: Listener): OverviewRecipe[] {
  const recipes: OverviewRecipe[] = [
    { protocol: 'collectl', commands: ['collectl -A server:2655 -scdnm --export lexpr'] },
  ]
  if (scopeport.state === 'listening') {
    const { host, port } = { host: address, port: scopeport.port }
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
