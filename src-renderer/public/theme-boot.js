// Sets theme and density before the first paint; stores/preferences.ts takes over afterwards.
;(function () {
  var stored = {}
  try {
    stored = JSON.parse(localStorage.getItem('scopedeck.preferences') || '{}')
  } catch (error) {
    // Storage may be switched off; the defaults are fine.
  }
  var isLight =
    stored.theme === 'light' ||
    (stored.theme !== 'dark' && matchMedia('(prefers-color-scheme: light)').matches)
  document.documentElement.dataset.theme = isLight ? 'light' : 'dark'
  document.documentElement.dataset.density = stored.density === 'dense' ? 'dense' : 'normal'
})()
