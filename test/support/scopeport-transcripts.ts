import type { ScopePortPackage } from '../../src-main/protocols/scopeport/messages.ts'

/** What one client says, turn by turn, and every byte that it hears. Host 16 has the password “secret”. */
export interface Transcript {
  readonly name: string
  /** A turn is sent when the reply to the one before has come. */
  readonly turns: readonly string[]
  /** True: the client ends its side with the last turn. */
  readonly halfCloses?: boolean
  /** Replies one after the other, without anything between them. */
  readonly replies: string
  readonly stored: ScopePortPackage | null
  /** Whether the rule for the blacklist counts it. */
  readonly counts: boolean
}

const LOGIN = '16,login,secret'
const LOAD = '16,cpuload15,3.25'

function refusal(reason: string): string {
  return `Closing connection (Reason: ${reason})`
}

function sensor(name: string, value: number | string | null): ScopePortPackage {
  return { kind: 'sensor', sensor: name, value }
}

const STORED_LOAD = sensor('cpu_load_average_15', 3.25)
const INCORRECT = `Okay${refusal('Login incorrect')}`
const NOT_STORED = `OkayOkay${refusal('Could not accept and store your data.')}`

function stored(name: string, turns: readonly string[], what: ScopePortPackage): Transcript {
  return { name, turns, replies: 'OkayOkayOkay', stored: what, counts: false }
}

function badLogin(name: string, login: string): Transcript {
  return { name, turns: [login], replies: INCORRECT, stored: null, counts: true }
}

function badPackage(name: string, text: string, reason: string, counts: boolean): Transcript {
  return {
    name,
    turns: [LOGIN, text],
    replies: `OkayOkay${refusal(reason)}`,
    stored: null,
    counts,
  }
}

const SHAPE = 'The package must be host id, name and value, separated by commas'

/** docs/protocols/scopeport.md §2, §4, §5, §9. */
export const TRANSCRIPTS: readonly Transcript[] = [
  stored('the exchange as documented', [LOGIN, LOAD], STORED_LOAD),
  stored('lines that end in a newline', [`${LOGIN}\n`, `${LOAD}\n`], STORED_LOAD),
  stored('lines that end as telnet ends them', [`${LOGIN}\r\n`, `${LOAD}\r\n`], STORED_LOAD),
  stored('everything at once, separated by newlines', [`${LOGIN}\n${LOAD}\n`], STORED_LOAD),
  stored('everything at once, the last line unfinished', [`${LOGIN}\n${LOAD}`], STORED_LOAD),
  stored('everything at once, without a newline anywhere', [`${LOGIN}${LOAD}`], STORED_LOAD),
  stored('blank lines around the messages', [`\r\n\n${LOGIN}\n\n\r\n${LOAD}\n`], STORED_LOAD),
  stored('a second package on one connection is not read', [`${LOGIN}\n${LOAD}\n16,x,1\n`], STORED_LOAD),
  {
    ...stored('the client ends its side right after sending', [`${LOGIN}\n${LOAD}`], STORED_LOAD),
    halfCloses: true,
  },
  stored('the other spelling of the same sensor', [LOGIN, '16,cpu_load_average_15,3.25'], STORED_LOAD),
  stored('leading zeros of the host id', ['016,login,secret', '0016,cpuload15,3.25'], STORED_LOAD),
  stored(
    'a value with commas is kept',
    [LOGIN, '16,uptime,3 days, 4 hours'],
    sensor('uptime', '3 days, 4 hours'),
  ),
  stored('a value that the client could not collect', [LOGIN, '16,free_swap,-0-'], sensor('free_swap', null)),
  stored('a text is a state', [LOGIN, '16,raid,degraded'], sensor('raid', 'degraded')),
  stored('a text beyond ASCII', [LOGIN, '16,raum,Küche ☕'], sensor('raum', 'Küche ☕')),
  stored('a sensor that nobody knows', [LOGIN, '16,frob count,7'], sensor('frob count', 7)),
  stored('blanks around name and value', [LOGIN, '16, open_files , 42 '], sensor('open_files', 42)),
  stored('a part of the profile', [LOGIN, '16,profile_kernel,2.6.26-2-686'], {
    kind: 'profile',
    update: { kernel: '2.6.26-2-686' },
  }),
  badLogin('a wrong password', '16,login,wrong'),
  badLogin('a password in another case', '16,login,SECRET'),
  badLogin('a password with a trailing blank', '16,login,secret '),
  badLogin('a password with a leading blank', '16,login, secret'),
  badLogin('a host that is not there', '17,login,secret'),
  badLogin('an empty password', '16,login,'),
  badLogin('a bare host id', '16'),
  badLogin('a login without a password', '16,login'),
  badLogin('a host id with a leading blank', ' 16,login,secret'),
  badLogin('a host id with a trailing blank', '16 ,login,secret'),
  badLogin('a host id that is no number', 'abc,login,secret'),
  badLogin('a negative host id', '-16,login,secret'),
  badLogin('an empty host id', ',login,secret'),
  badLogin('another word than login', '16,Login,secret'),
  badLogin('a byte order mark', '\uFEFF16,login,secret'),
  badLogin('a control character', '16,login,sec\u0000ret'),
  badLogin('a browser', 'GET / HTTP/1.1'),
  badLogin('a package without a login', LOAD),
  {
    name: 'a client of 2008',
    turns: ['SENSORSEND_NOTLS'],
    replies: `Okay${refusal('This is the ScopePort protocol of 2009; your client speaks that of 2008')}`,
    stored: null,
    counts: false,
  },
  badPackage('an empty value', '16,cpuload15,', 'The value is empty', false),
  badPackage('a value of blanks', '16,cpuload15,  ', 'The value is empty', false),
  badPackage('an empty name', '16,,3.25', 'The sensor name is empty', false),
  badPackage('a missing value', '16,cpuload15', SHAPE, true),
  badPackage('a bare host id for a package', '16', SHAPE, true),
  badPackage('an empty part of the profile', '16,profile_kernel,', 'The value is empty', false),
  badPackage(
    'the id of another host',
    '17,cpuload15,3.25',
    'The host id of the package is not the one logged in',
    true,
  ),
  badPackage(
    'a package whose id is no number',
    'x,cpuload15,3.25',
    'The host id of the package is not a decimal number',
    true,
  ),
  badPackage('a second login', LOGIN, 'A second login on one connection is not possible', true),
  badPackage(
    'a second login in capitals',
    '16,LOGIN,x',
    'A second login on one connection is not possible',
    true,
  ),
  badPackage(
    'a control character in the value',
    '16,cpuload15,3\u00072',
    'The package has control characters in it',
    true,
  ),
  {
    name: 'a profile field that does not exist',
    turns: [LOGIN, '16,profile_colour,red'],
    replies: NOT_STORED,
    stored: null,
    counts: false,
  },
  {
    name: 'a value of 256 characters',
    turns: [LOGIN, `16,motd,${'x'.repeat(256)}`],
    replies: NOT_STORED,
    stored: null,
    counts: false,
  },
]
