import { describe, expect, it } from 'vitest'
import {
  newMacro,
  preprocessingSteps,
  preprocessingType,
  type InterfaceView,
  type ItemView,
} from '../../../src-main/contract/index.ts'
import { httpInput, newHttpDraft } from './http-draft.ts'
import { interfaceDraft, interfaceInput, newInterfaceDraft } from './interface-draft.ts'
import { itemDraft, itemInput, newItemDraft, withoutInterface } from './item-draft.ts'
import { faultOfMacro, macroDraft, macroInput, macroNameOf, newMacroDraft } from './macro-draft.ts'
import { newSnmpDraft, snmpInput, withVersion } from './snmp-draft.ts'
import { moved, newStep, withParam, withType } from './step-draft.ts'

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

const HTTP: ItemView = {
  id: 7,
  key: 'status',
  name: 'Status page',
  type: 'http',
  valueType: 'text',
  delay: '30s',
  units: '',
  enabled: false,
  oid: null,
  masterKey: null,
  url: 'http://{HOST.CONN}/status',
  http: {
    method: 'POST',
    timeout: '10s',
    queryFields: [
      { name: 'page', value: 'a=b' },
      { name: 'page', value: '' },
    ],
    headers: { Accept: 'application/json', 'X-Time': '10:30' },
    body: '{"a":1}',
    bodyType: 'json',
    statusCodes: '200-299',
    followRedirects: false,
    retrieve: 'both',
    output: 'json',
    authentication: 'basic',
    username: 'reader',
    password: null,
    hasPassword: true,
    httpProxy: '',
    verifyCertificate: true,
    verifyHost: false,
    certificateFile: 'reader.pem',
    keyFile: 'reader.key',
    keyPassword: '{$KEY}',
    hasKeyPassword: true,
    allowTraps: false,
  },
  allowedHosts: '',
  interfaceId: 5,
  preprocessing: [{ type: 'jsonPath', params: ['$.load'], onFail: 'discard', onFailValue: '' }],
  seriesId: null,
  lastAt: null,
  lastValue: null,
  problem: null,
}

describe('an interface that is edited', () => {
  it('is an agent at the usual port unless said', () => {
    const draft = { ...newInterfaceDraft('agent'), address: ' web01 ' }
    expect(interfaceInput(draft)).toEqual({ type: 'agent', address: 'web01', port: 10_050 })
  })

  it('leaves out the secrets that nobody has entered, and keeps the rest', () => {
    expect(interfaceInput(interfaceDraft(SNMP3)).snmp).toEqual({
      version: 3,
      bulk: false,
      securityName: 'monitor',
      securityLevel: 'authPriv',
      authProtocol: 'SHA256',
      privacyProtocol: 'AES256',
      contextName: 'core',
    })
  })

  it('sends no passphrase that its level does not use', () => {
    const draft = { ...newSnmpDraft('3'), authPassphrase: 'long-enough', privacyPassphrase: 'long-enough' }
    expect(snmpInput({ ...draft, securityLevel: 'authNoPriv' })).not.toHaveProperty('privacyPassphrase')
    expect(snmpInput({ ...draft, securityLevel: 'noAuthNoPriv' })).not.toHaveProperty('authPassphrase')
    expect(snmpInput({ ...newSnmpDraft('1'), community: 'x' })).toEqual({
      version: 1,
      bulk: true,
      community: 'x',
    })
  })

  it('begins SNMP 3 with the safest level', () => {
    expect(withVersion(newSnmpDraft(), '3').securityLevel).toBe('authPriv')
  })
})

describe('an item that is edited', () => {
  it('comes back as it was when nothing was changed', () => {
    const { id: _, seriesId: __, lastAt: ___, lastValue: ____, problem: _____, ...same } = HTTP
    const { oid: _6, masterKey: _7, allowedHosts: _8, interfaceId: _9, ...sent } = same
    const { password: _10, hasPassword: _11, hasKeyPassword: _12, ...http } = sent.http ?? {}
    expect(itemInput(itemDraft(HTTP, [SNMP3]))).toEqual({ ...sent, http, interface: 0 })
  })

  it('sends what its type asks for, and nothing of the others', () => {
    const draft = { ...newItemDraft('snmp'), key: 'if.in', oid: ' 1.3.6.1 ', url: 'http://a', masterKey: 'b' }
    expect(itemInput(draft)).toMatchObject({ oid: '1.3.6.1', delay: '60s' })
    expect(Object.keys(itemInput(draft))).not.toContain('url')
    expect(itemInput({ ...draft, type: 'dependent' })).toMatchObject({ masterKey: 'b' })
  })

  it('follows its interface when another one goes', () => {
    const draft = { ...newItemDraft('agent'), interface: 2 }
    expect([0, 2, 3].map((gone) => withoutInterface(draft, gone).interface)).toEqual([1, null, 2])
  })

  it('has headers a line each', () => {
    const draft = itemDraft(HTTP, []).http
    expect(draft.headers).toBe('Accept: application/json\nX-Time: 10:30')
    expect(httpInput({ ...draft, headers: ' A : b:c \n\nX' }).headers).toEqual({ A: 'b:c', X: '' })
  })

  it('has query fields a line each', () => {
    const draft = itemDraft(HTTP, []).http
    expect(draft.queryFields).toBe('page=a=b\npage=')
    expect(httpInput({ ...draft, queryFields: 'x = 1\n\nall' }).queryFields).toEqual([
      { name: 'x', value: '1' },
      { name: 'all', value: '' },
    ])
  })

  it('shows no password, keeps one that is not entered again, and sends one that is', () => {
    const draft = itemDraft(HTTP, []).http
    expect(draft.password).toBe('')
    expect(httpInput(draft)).not.toHaveProperty('password')
    expect(httpInput({ ...draft, password: 'new' }).password).toBe('new')
    expect(httpInput({ ...newHttpDraft(), authentication: 'basic' }).password).toBe('')
  })

  it('takes the headers where an answer has nothing else', () => {
    expect(httpInput({ ...newHttpDraft(), method: 'HEAD' }).retrieve).toBe('headers')
  })
})

describe('a step that is edited', () => {
  it.each(preprocessingType.options)('has all its parameters from the start: %s', (type) => {
    const step = newStep(type)
    const { error } = preprocessingSteps.safeParse([step])
    // Empty ones are for a person to fill; nothing else may be wrong with it.
    const messages = (error?.issues ?? []).map(({ message }) => message)
    expect(messages.every((words) => /empty|One of the two limits/.test(words))).toBe(true)
  })

  it('keeps what fits when its type changes', () => {
    const regex = withParam(withParam(newStep('regex'), 0, 'a(.*)'), 1, '\\1')
    const failing = { ...regex, onFail: 'setValue' as const, onFailValue: '0' }
    expect(withType(failing, 'checkRegexError')).toEqual({ ...failing, type: 'checkRegexError' })
    expect(withType(failing, 'trim')).toEqual(newStep('trim'))
  })

  it('moves up and down, and not over the end', () => {
    const steps = [newStep('trim'), newStep('regex')]
    expect(moved(steps, 0, 1).map(({ type }) => type)).toEqual(['regex', 'trim'])
    expect(moved(steps, 1, 1)).toBe(steps)
  })
})

describe('a macro that is edited', () => {
  it('is called as Zabbix calls it, however it was typed', () => {
    expect(['port', '$Port', '{$PORT}', '{$port:web one}', ''].map(macroNameOf)).toEqual([
      ...['{$PORT}', '{$PORT}', '{$PORT}', '{$PORT:web one}'],
      '',
    ])
  })

  it('keeps the value of a secret one that nobody has entered anew, and is a new one under another name', () => {
    const known = macroDraft({ macro: '{$KEY}', value: null, type: 'secret', hasValue: true })
    expect(macroInput(known)).toEqual({ macro: '{$KEY}', type: 'secret' })
    expect(macroInput({ ...known, value: 'x' })).toEqual({ macro: '{$KEY}', type: 'secret', value: 'x' })
    expect(faultOfMacro({ ...known, macro: '{$OTHER}' }, [known])).toBe('value')
    expect(macroInput({ ...known, isSecret: false })).toEqual({ macro: '{$KEY}', type: 'text', value: '' })
  })

  it('says what is wrong with it', () => {
    const one = { ...newMacroDraft(), macro: 'a' }
    expect(faultOfMacro(one, [one])).toBeNull()
    expect(faultOfMacro(newMacroDraft(), [one])).toBe('name')
    const other = { ...newMacroDraft(), macro: '{$A}' }
    expect(faultOfMacro(other, [one, other])).toBe('twice')
    expect(newMacro.safeParse(macroInput(one)).success).toBe(true)
  })
})
