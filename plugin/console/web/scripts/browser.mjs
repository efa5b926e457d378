// Opens Chromium on a mock and collects what must never happen: reports of the content policy,
// errors of the page, complaints of axe.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { chromium } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--force-color-profile=srgb', '--font-render-hinting=none',
    ],
  })
}

/** A page of its own, signed in to the mock, with the troubles it had. */
export async function openPage(browser, mock, { path = '/', width = 360, height = 800, theme = 'light', language = 'zh', ...rest } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: language === 'en' ? 'en-GB' : 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    permissions: ['clipboard-read', 'clipboard-write'],
    ...rest,
  })
  const page = await context.newPage()
  const troubles = []
  page.on('pageerror', (error) => troubles.push(`page error: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource|WebSocket/.test(message.text())) troubles.push(`console: ${message.text()}`)
  })
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.sourceFile}:${event.lineNumber} ${event.sample}`)
    })
  })
  await page.goto(`${mock.url}${path}#pair=mock`)
  return { page, context, troubles }
}

/** Complaints of axe about the page as it stands, one line each. */
export async function complaints(page) {
  const session = await page.context().newCDPSession(page)
  // Beside the page's own policy, which rightly forbids this to scripts of the page.
  await session.send('Runtime.evaluate', { expression: axe })
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, { resultTypes: ['violations'] }).then((all) => JSON.stringify(all.violations.map(
      (each) => each.id + ': ' + each.nodes.map((node) => node.target.join(' ') + ' (' + (node.any[0]?.message ?? node.all[0]?.message ?? node.none[0]?.message) + ')').join('; '))))`,
    awaitPromise: true,
    returnByValue: true,
  })
  await session.detach()
  return JSON.parse(result.value)
}
