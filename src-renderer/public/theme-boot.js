// Sets theme and density before the first paint; stores/preferences.ts takes over afterwards.
{
  let stored = {}
  try {
    stored = JSON.parse(localStorage.getItem('scopedeck.preferences') ?? '{}') ?? {}
  } catch {
    // Storage may be switched off; the defaults are fine.
  }
  const prefersLight = matchMedia('(prefers-color-scheme: light)').matches
  const isLight = stored.theme === 'light' || (stored.theme !== 'dark' && prefersLight)
  document.documentElement.dataset.theme = isLight ? 'light' : 'dark'
  document.documentElement.dataset.density = stored.density === 'dense' ? 'dense' : 'normal'
}
