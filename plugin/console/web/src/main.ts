import { createApp } from 'vue'

import App from './App.vue'
import { startRouter } from './router.ts'
import { hearKeys } from './stores/hotkeys.ts'
import { startPreferences } from './stores/preferences.ts'
import { startSession } from './stores/session.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/shell.css'

startPreferences()
const session = startSession()
startRouter()
hearKeys(window)
createApp(App).mount('#app')
void session
