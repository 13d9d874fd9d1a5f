import type { NewSnmp, SnmpView } from '../../../src-main/contract/index.ts'

type Three = Extract<NewSnmp, { readonly version: 3 }>

/** Settings of SNMP while they are edited: those of every version, whichever is chosen. */
export interface SnmpDraft {
  version: '1' | '2' | '3'
  bulk: boolean
  /** Empty: as it is, or the macro. */
  community: string
  securityName: string
  securityLevel: NonNullable<Three['securityLevel']>
  authProtocol: NonNullable<Three['authProtocol']>
  /** Empty: as it is. */
  authPassphrase: string
  privacyProtocol: NonNullable<Three['privacyProtocol']>
  /** Empty: as it is. */
  privacyPassphrase: string
  contextName: string
  /** What is known already and never shown. */
  readonly hasCommunity: boolean
  readonly hasAuthPassphrase: boolean
  readonly hasPrivacyPassphrase: boolean
}

export function newSnmpDraft(version: SnmpDraft['version'] = '2'): SnmpDraft {
  return {
    version,
    bulk: true,
    community: '',
    securityName: '',
    securityLevel: version === '3' ? 'authPriv' : 'noAuthNoPriv',
    authProtocol: 'SHA1',
    authPassphrase: '',
    privacyProtocol: 'AES128',
    privacyPassphrase: '',
    contextName: '',
    hasCommunity: false,
    hasAuthPassphrase: false,
    hasPrivacyPassphrase: false,
  }
}

export function snmpDraft(view: SnmpView): SnmpDraft {
  const fresh = newSnmpDraft(String(view.version) as SnmpDraft['version'])
  return {
    ...fresh,
    bulk: view.bulk,
    community: view.community ?? '',
    securityName: view.securityName ?? '',
    securityLevel: view.securityLevel ?? fresh.securityLevel,
    authProtocol: view.authProtocol ?? fresh.authProtocol,
    privacyProtocol: view.privacyProtocol ?? fresh.privacyProtocol,
    contextName: view.contextName ?? '',
    hasCommunity: view.version !== 3 && view.community === null,
    hasAuthPassphrase: view.hasAuthPassphrase,
    hasPrivacyPassphrase: view.hasPrivacyPassphrase,
  }
}

/** The draft with another version; a level that was never chosen is the safest. */
export function withVersion(draft: SnmpDraft, version: SnmpDraft['version']): SnmpDraft {
  const isFresh = draft.version !== '3' && version === '3' && draft.securityName === ''
  return { ...draft, version, ...(isFresh ? { securityLevel: 'authPriv' as const } : {}) }
}

/** What is left out stays as it is; a protocol or passphrase that the level does not use is not sent. */
export function snmpInput(draft: SnmpDraft): NewSnmp {
  const { bulk } = draft
  if (draft.version !== '3') {
    const community = draft.community.trim()
    return { version: draft.version === '1' ? 1 : 2, bulk, ...(community === '' ? {} : { community }) }
  }
  const { securityLevel, authProtocol, authPassphrase, privacyProtocol, privacyPassphrase } = draft
  const hasAuth = securityLevel !== 'noAuthNoPriv'
  const hasPrivacy = securityLevel === 'authPriv'
  return {
    version: 3,
    bulk,
    securityName: draft.securityName.trim(),
    securityLevel,
    contextName: draft.contextName.trim(),
    authProtocol,
    privacyProtocol,
    ...(hasAuth && authPassphrase !== '' ? { authPassphrase } : {}),
    ...(hasPrivacy && privacyPassphrase !== '' ? { privacyPassphrase } : {}),
  }
}
