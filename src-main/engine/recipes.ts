import type { OverviewRecipe, Listener } from '../contract/index.ts'
import { formatSocketAddress } from '../net/socket-address.ts'

const EVERY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

/** What a proxy or agent takes where no port is said. */
const ZABBIX_PORT = 10_051

/**
 * What to paste on another machine so that its values arrive here.
 *
 * @param pluginDirectory where sockets of plugins are looked for; null where they are not
 * @param address an address of this machine that others can reach; used where the listener is on all of them
 */
export function recipesFor(
  address: string,
  { scopeport, zabbix }: { scopeport: Listener; zabbix: Listener },
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
  if (zabbix.state === 'listening') {
    const host = EVERY_ADDRESS.has(zabbix.host) ? address : zabbix.host
    const server = zabbix.port === ZABBIX_PORT ? host : formatSocketAddress({ host, port: zabbix.port })
    recipes.push({
      protocol: 'zabbix',
      commands: [`ProxyMode=0\nHostname=NAME\nServer=${server}`, `ServerActive=${server}`],
    })
  }
  return recipes
}
