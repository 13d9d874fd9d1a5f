import { z } from 'zod'
import { base } from './common.ts'

const days = z.number().int().min(1).max(3650)

export const settings = z.object({
  scopeport: z.object({
    enabled: z.boolean(),
    host: z.string().min(1).max(190),
    port: z.number().int().min(0).max(65535),
    maxConnections: z.number().int().min(1).max(10_000),
    maxConnectionsPerAddress: z.number().int().min(1).max(10_000),
  }),
  zabbix: z.object({
    enabled: z.boolean(),
    host: z.string().min(1).max(190),
    port: z.number().int().min(0).max(65535),
    maxConnections: z.number().int().min(1).max(50_000),
    maxConnectionsPerAddress: z.number().int().min(1).max(50_000),
    /** PEM files for TLS with certificates: ours, its key, and the authority that signs proxies. Null: none. */
    certificateFile: z.string().max(1_024).nullable(),
    keyFile: z.string().max(1_024).nullable(),
    authorityFile: z.string().max(1_024).nullable(),
    /** ProxyConfigFrequency: a passive proxy is sent its configuration so often, and at once when it changes. */
    configFrequencySeconds: z.number().int().min(1).max(604_800).default(3_600),
    /** ProxyDataFrequency: a passive proxy is asked for its values so often; for tasks every second. */
    dataFrequencySeconds: z.number().int().min(1).max(3_600).default(1),
    /** HeartbeatFrequency of the proxies: one that says nothing for one and a half of these counts as silent. */
    heartbeatFrequencySeconds: z.number().int().min(1).max(3_600).default(60),
  }),
  blacklist: z.object({
    /** Off: nobody gets on the list by a rule. */
    enabled: z.boolean(),
    /** So many failures … */
    failures: z.number().int().min(1).max(100),
    /** … within this time put an address on the list. */
    windowMinutes: z.number().int().min(1).max(1440),
    /** Null: until somebody removes it. */
    expiryMinutes: z.number().int().min(1).max(525_600).nullable(),
    /** Addresses and networks that never get on the list. */
    allow: z.array(z.string().trim().min(1).max(190)).max(500),
  }),
  plugins: z.object({
    enabled: z.boolean(),
    /** Directories that are looked into for sockets of plugins, with all below them. */
    directories: z.array(z.string().trim().min(1).max(4096)).max(50),
    /** Distance between two reports. */
    intervalSeconds: z.number().int().min(1).max(3600),
    /** For one request, from its start to the last byte of the answer. */
    timeoutMs: z.number().int().min(50).max(10_000),
    /** Largest report. */
    maxBodyMb: z.number().int().min(1).max(50),
  }),
  retention: z.object({
    rawDays: days,
    minuteDays: days,
    hourDays: days,
    loginDays: days,
    /** Past this the oldest samples go, however young; null: by age alone. */
    maxSizeBytes: z.number().int().min(50_000_000).max(1_000_000_000_000_000).nullable().default(null),
  }),
})
export type Settings = z.infer<typeof settings>

export const settingsView = settings.extend({
  /** Settings that the command line rules, by path, e.g. `scopeport.port`. */
  fixed: z.array(z.string()),
})
export type SettingsView = z.infer<typeof settingsView>

export const DEFAULT_SETTINGS: Settings = {
  scopeport: {
    enabled: true,
    host: '0.0.0.0',
    port: 12201,
    maxConnections: 2048,
    maxConnectionsPerAddress: 1024,
  },
  zabbix: {
    enabled: true,
    host: '0.0.0.0',
    port: 10051,
    maxConnections: 10_000,
    maxConnectionsPerAddress: 2_000,
    certificateFile: null,
    keyFile: null,
    authorityFile: null,
    configFrequencySeconds: 3_600,
    dataFrequencySeconds: 1,
    heartbeatFrequencySeconds: 60,
  },
  blacklist: { enabled: true, failures: 3, windowMinutes: 10, expiryMinutes: null, allow: [] },
  plugins: {
    enabled: true,
    directories: ['/var/run/scope/plugins'],
    intervalSeconds: 1,
    timeoutMs: 500,
    maxBodyMb: 5,
  },
  retention: { rawDays: 2, minuteDays: 30, hourDays: 730, loginDays: 30, maxSizeBytes: null },
}

export const settingsContract = {
  get: base.route({ method: 'GET', path: '/settings', summary: 'Settings' }).output(settingsView),
  /** Takes whole sections; a section that is left out stays as it is. */
  update: base
    .route({ method: 'PATCH', path: '/settings', summary: 'Change settings' })
    .input(settings.partial())
    .output(settingsView),
}
