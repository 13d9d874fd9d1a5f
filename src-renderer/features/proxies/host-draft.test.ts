import { describe, expect, it } from 'vitest'
import type { InterfaceView, ItemView } from '../../../src-main/contract/index.ts'
import {
  interfaceDraft,
  interfaceInput,
  itemDraft,
  itemInput,
  macroLines,
  newInterfaceDraft,
  newItemDraft,
  parseMacros,
} from './host-draft.ts'

const SNMP3: InterfaceView = {
  id: 5,
  type: 'snmp',
  address: '192.0.2.7',
  port: 161,
  snmp: {
    version: 3,
    bulk: false,
    community: null,
    securityName: 'monitor',
    securityLevel: 'authPriv',
    authProtocol: 'SHA256',
    privacyProtocol: 'AES256',
    contextName: 'core',
    hasAuthPassphrase: true,
    hasPrivacyPassphrase: true,
  },
}

describe('an interface that is edited', () => {
  it('is an agent at the usual port unless said', () => {
    const draft = { ...newInterfaceDraft('agent'), address: ' web01 ' }
    expect(interfaceInput(draft, null)).toEqual({ type: 'agent', address: 'web01', port: 10_050 })
  })

  it('leaves out the secrets that nobody has entered, and keeps the rest', () => {
    expect(interfaceInput(interfaceDraft(SNMP3), SNMP3).snmp).toEqual({
      version: 3,
      bulk: false,
      securityName: 'monitor',
      securityLevel: 'authPriv',
      authProtocol: 'SHA256',
      privacyProtocol: 'AES256',
      contextName: 'core',
    })
  })

  it('takes the level of security from what is known or entered', () => {
    const draft = { ...newInterfaceDraft('snmp'), version: '3' as const, authPassphrase: 'secret-words' }
    expect(interfaceInput(draft, null).snmp).toMatchObject({
      securityLevel: 'authNoPriv',
      authPassphrase: 'secret-words',
    })
  })
})

describe('an item that is edited', () => {
  const item: ItemView = {
    id: 7,
    key: 'ifInOctets',
    name: 'Bytes in',
    type: 'snmp',
    valueType: 'unsigned',
    delay: '30s',
    units: 'B',
    enabled: false,
    oid: '1.3.6.1.2.1.2.2.1.10.1',
    masterKey: null,
    url: null,
    http: null,
    allowedHosts: '',
    interfaceId: 5,
    preprocessing: [{ type: 'changePerSecond', params: [], onFail: 'error', onFailValue: '' }],
    seriesId: null,
    lastAt: null,
    lastValue: null,
    problem: null,
  }

  it('keeps what the form has no field for', () => {
    expect(itemInput(itemDraft(item, [SNMP3]))).toMatchObject({
      key: 'ifInOctets',
      name: 'Bytes in',
      enabled: false,
      oid: item.oid,
      interface: 0,
      preprocessing: item.preprocessing,
    })
  })

  it('gives its target as its type asks for it', () => {
    const dependent = itemInput({ ...newItemDraft('dependent'), key: 'a', target: 'master' })
    expect(dependent).toMatchObject({ masterKey: 'master' })
    expect(dependent).not.toHaveProperty('oid')
    expect(itemInput({ ...newItemDraft('http'), key: 'a', target: 'http://x/' })).toMatchObject({
      url: 'http://x/',
    })
  })
})

describe('lines of macros', () => {
  it('come back as they were written, secrets without their values', () => {
    const text = macroLines([
      { macro: '{$A}', value: 'x=1', type: 'text' },
      { macro: '{$KEY}', value: null, type: 'secret' },
    ])
    expect(text).toBe('{$A}=x=1\n{$KEY} (secret)')
    expect(parseMacros(text)).toEqual([
      { macro: '{$A}', value: 'x=1', type: 'text' },
      { macro: '{$KEY}', type: 'secret' },
    ])
  })

  it('make secrets, and say which line is none', () => {
    expect(parseMacros('{$KEY}!=abc\n\nnonsense')).toEqual([
      { macro: '{$KEY}', value: 'abc', type: 'secret' },
      null,
    ])
  })
})
