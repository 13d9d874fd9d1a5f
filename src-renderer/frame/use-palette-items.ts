import { Ban, ChartLine, FlaskConical, Keyboard, Languages, Plus, Rows3, Server, SunMoon } from '@lucide/vue'
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { useRouter } from 'vue-router'
import type { Series } from '../../src-main/contract/index.ts'
import { LOCALES } from '../i18n/keys.ts'
import { useText } from '../i18n/use-text.ts'
import { useHosts } from '../stores/hosts.ts'
import { useOverview } from '../stores/overview.ts'
import { DENSITIES, THEMES, usePreferences } from '../stores/preferences.ts'
import { useSeries } from '../stores/series.ts'
import { useStatus } from '../stores/status.ts'
import type { PaletteGroup, PaletteItem } from '../ui/palette-item.ts'
import { filterRows } from '../ui/table-columns.ts'
import { useToasts } from '../ui/toasts.ts'
import { PAGE_GROUPS } from './pages.ts'

/** Hits of each kind that are offered. */
const HITS = 8
/** A word such as "cpu" has many: the list scrolls. */
const SERIES_HITS = 30
/** Pause of typing before the console is asked for series. */
const SEARCH_DEBOUNCE_MS = 120

/** What the palette finds for a query: pages, hosts, series and actions. */
export function usePaletteItems(
  query: Readonly<Ref<string>>,
  frame: { readonly showKeys: () => void },
): ComputedRef<readonly PaletteGroup[]> {
  const { t } = useText()
  const router = useRouter()
  const hosts = useHosts()
  const preferences = usePreferences()
  const overview = useOverview()
  const status = useStatus()
  const toasts = useToasts()
  const series = useFoundSeries(query)
  const go = (path: string): void => void router.push(path)

  const pages = computed<readonly PaletteItem[]>(() =>
    PAGE_GROUPS.flatMap((group) => group.pages).map((page) => ({
      id: `page${page.path.replaceAll('/', '-')}`,
      label: t(page.name),
      icon: page.icon,
      run: () => {
        go(page.path)
      },
    })),
  )

  const actions = computed<readonly PaletteItem[]>(() => [
    {
      id: 'add-host',
      label: t('frame.addHost'),
      icon: Plus,
      run: () => {
        go('/hosts?new=1')
      },
    },
    {
      id: 'add-endpoint',
      label: t('frame.addEndpoint'),
      icon: Plus,
      run: () => {
        go('/collectl?new=1')
      },
    },
    {
      id: 'block-address',
      label: t('frame.blockAddress'),
      icon: Ban,
      run: () => {
        go('/blacklist?new=1')
      },
    },
    {
      id: 'demo',
      label: status.data?.demo === true ? t('overview.demoStop') : t('overview.demoStart'),
      icon: FlaskConical,
      run: () => {
        go('/overview')
        void toasts.attempt(status.data?.demo === true ? overview.stopDemo : overview.startDemo)
      },
    },
    { id: 'keys', label: t('frame.showKeys'), icon: Keyboard, run: frame.showKeys },
    ...THEMES.map((theme) => ({
      id: `theme-${theme}`,
      label: t('frame.useTheme', { name: t(`frame.theme-${theme}`) }),
      icon: SunMoon,
      run: () => {
        preferences.theme = theme
      },
    })),
    ...LOCALES.map(({ code, name }) => ({
      id: `language-${code}`,
      label: t('frame.useLanguage', { name }),
      icon: Languages,
      run: () => {
        preferences.locale = code
      },
    })),
    ...DENSITIES.map((density) => ({
      id: `density-${density}`,
      label: t('frame.useDensity', { name: t(`frame.density-${density}`) }),
      icon: Rows3,
      run: () => {
        preferences.density = density
      },
    })),
  ])

  const hostItems = computed<readonly PaletteItem[]>(() =>
    (hosts.data ?? []).map((host) => ({
      id: `host-${String(host.id)}`,
      label: host.name,
      detail: host.sources.join(' · '),
      icon: Server,
      run: () => {
        go(`/hosts/${String(host.id)}`)
      },
    })),
  )

  const seriesItems = computed<readonly PaletteItem[]>(() =>
    series.value.map((found) => ({
      id: `series-${String(found.id)}`,
      label: `${found.host} · ${found.label}`,
      detail: found.metric,
      icon: ChartLine,
      run: () => {
        go(`/graphs?series=${String(found.id)}`)
      },
    })),
  )

  return computed(() => {
    const fit = (items: readonly PaletteItem[]): readonly PaletteItem[] =>
      filterRows(items, (item) => `${item.label} ${item.detail ?? ''}`, query.value).slice(0, HITS)
    const isEmpty = query.value.trim() === ''
    return [
      { label: t('frame.groupPages'), items: fit(pages.value) },
      { label: t('frame.groupHosts'), items: isEmpty ? [] : fit(hostItems.value) },
      { label: t('frame.groupSeries'), items: isEmpty ? [] : seriesItems.value },
      { label: t('frame.groupActions'), items: fit(actions.value) },
    ].filter((group) => group.items.length > 0)
  })
}

/** Series that the console finds for the query, a moment after the last key. */
function useFoundSeries(query: Readonly<Ref<string>>): Readonly<Ref<readonly Series[]>> {
  const catalogue = useSeries()
  const found = shallowRef<readonly Series[]>([])
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: AbortController | null = null

  async function search(text: string): Promise<void> {
    const own = new AbortController()
    running = own
    try {
      const series = await catalogue.search({ search: text, limit: SERIES_HITS }, own.signal)
      if (running === own) found.value = series
    } catch {
      // Without the console there are no hits; the banner says why.
      if (running === own) found.value = []
    }
  }

  function reset(): void {
    clearTimeout(timer)
    running?.abort()
    running = null
  }

  watch(query, (text) => {
    reset()
    if (text.trim() === '') found.value = []
    else timer = setTimeout(() => void search(text.trim().slice(0, 200)), SEARCH_DEBOUNCE_MS)
  })
  onScopeDispose(reset)
  return found
}
