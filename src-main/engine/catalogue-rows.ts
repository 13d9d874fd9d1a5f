import type { CarriedRows } from './carried-rows.ts'
import type { Catalogue } from './catalogue.ts'
import type { IdentityIndex } from './identity-index.ts'

export type CatalogueRows = Pick<CarriedRows, 'hosts' | 'identities' | 'series' | 'credentials' | 'profiles'>

/** All rows of the catalogue as a database holds them. */
export function rowsOf(catalogue: Catalogue, index: IdentityIndex): CatalogueRows {
  const hosts = [...catalogue.hosts]
  return {
    hosts: hosts.map(({ record }) => record),
    identities: [...index.identities].map(({ record }) => record),
    series: [...index.allSeries].map(({ record }) => record),
    credentials: hosts.flatMap((host) => catalogue.credentialsOf(host)),
    profiles: hosts.flatMap(({ record, profile }) =>
      profile === null ? [] : [{ hostId: record.id, profile }],
    ),
  }
}
