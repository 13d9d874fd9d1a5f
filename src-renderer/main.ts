import './styles/fonts.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/float.css'
import './styles/print.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { i18n } from './i18n/i18n.ts'
import { reloadAfterUpdate, reloadBlank } from './reload-after-update.ts'
import { createPages, fetchPagesAhead } from './router.ts'
import { createRpc, openerFor, RPC } from './rpc/client.ts'

reloadAfterUpdate(window)
const app = createApp(App)
app.provide(RPC, createRpc(openerFor(window)))
app.use(createPinia())
app.use(i18n)
const pages = createPages()
pages.onError((_error, _to, from) => {
  if (from.matched.length === 0) reloadBlank(window)
})
app.use(pages)
app.mount('#app')
fetchPagesAhead(pages)
