import type { MysqlConnection } from '../../src-main/storage/mysql/connection.ts'
import { MariadbServer, freePort } from './mariadb.ts'
import { GALERA } from './needs.ts'

interface NodePorts {
  readonly group: number
  readonly increments: number
  readonly transfer: number
}

/** Three MariaDB servers on loopback that are one database: each has all of it, and each may be written to. */
export class GaleraCluster {
  readonly nodes: readonly MariadbServer[]

  private constructor(nodes: readonly MariadbServer[]) {
    this.nodes = nodes
  }

  static async start(size = 3): Promise<GaleraCluster> {
    const ports: NodePorts[] = []
    for (let node = 0; node < size; node += 1)
      ports.push({ group: await freePort(), increments: await freePort(), transfer: await freePort() })
    const nodes: MariadbServer[] = []
    try {
      // One after the other: a node that joins copies the data of one that is there.
      for (const [index, own] of ports.entries()) nodes.push(await startNode(own, ports, index === 0))
    } catch (error) {
      await Promise.all(nodes.map((node) => node.stop()))
      throw error
    }
    return new GaleraCluster(nodes)
  }

  node(index: number): MariadbServer {
    const node = this.nodes[index]
    if (node === undefined) throw new Error(`The cluster has no node ${index}.`)
    return node
  }

  /** Every node is an address; the one that is named is tried first. */
  connection(database: string, first = 0): MysqlConnection {
    const { length } = this.nodes
    const addresses = Array.from({ length }, (_, turn) => {
      const node = this.node((first + turn) % length)
      return { host: '127.0.0.1', port: node.port }
    })
    return this.node(first).connection(database, { addresses })
  }

  /** How many nodes the given one counts, itself included; 0 while it is not ready. */
  async sizeAt(index: number): Promise<number> {
    const rows = await this.node(index)
      .execute(
        "show status where variable_name in ('wsrep_cluster_size', 'wsrep_ready')",
        'information_schema',
      )
      .catch(() => [])
    const status = new Map(rows.map((row) => [String(row['Variable_name']), String(row['Value'])]))
    return status.get('wsrep_ready') === 'ON' ? Number(status.get('wsrep_cluster_size')) : 0
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()))
  }
}

function startNode(own: NodePorts, all: readonly NodePorts[], isFirst: boolean): Promise<MariadbServer> {
  const members = all.map(({ group }) => `127.0.0.1:${group}`).join(',')
  const provider = [
    `gmcast.listen_addr=tcp://127.0.0.1:${own.group}`,
    `ist.recv_addr=127.0.0.1:${own.increments}`,
    'gcache.size=32M',
  ]
  return MariadbServer.start({
    // The copying between nodes, when root does it, is done as nobody, who may not.
    systemUser: 'mysql',
    startMs: 90_000,
    options: [
      '--wsrep-on=ON',
      `--wsrep-provider=${GALERA.path}`,
      `--wsrep-provider-options=${provider.join(';')}`,
      '--wsrep-cluster-name=scopedeck-test',
      `--wsrep-cluster-address=gcomm://${isFirst ? '' : members}`,
      '--wsrep-node-address=127.0.0.1',
      `--wsrep-sst-receive-address=127.0.0.1:${own.transfer}`,
      '--wsrep-sst-method=rsync',
      '--binlog-format=ROW',
      '--innodb-autoinc-lock-mode=2',
      '--default-storage-engine=InnoDB',
    ],
  })
}
