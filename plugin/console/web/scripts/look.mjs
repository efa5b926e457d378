// Looks at every screen on the mock: a picture of each into build/look/, and an end other than zero
// where axe complains, the content policy was broken, the page failed or scrolls sideways.
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { complaints, launch, openPage } from './browser.mjs'
import { screens } from './look_screens.mjs'
import { startMock } from './mock.mjs'

const folder = join(dirname(fileURLToPath(import.meta.url)), '../build/look')
mkdirSync(folder, { recursive: true })

const only = process.argv[2]
const browser = await launch()
let troubled = 0

for (const screen of screens) {
  if (only && !screen.name.includes(only)) continue
  const mock = await startMock({ language: screen.language, ...screen.mock })
  const { page, context, troubles } = await openPage(browser, mock, screen)
  try {
    await screen.act?.(page, mock)
    await page.waitForTimeout(300)
    await page.screenshot({ path: join(folder, `${screen.name}.png`) })
    troubles.push(...(await complaints(page)))
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (wide > 0) troubles.push(`scrolls sideways by ${wide} px`)
  } catch (error) {
    troubles.push(String(error))
    await page.screenshot({ path: join(folder, `${screen.name}.png`) }).catch(() => undefined)
  }
  if (troubles.length > 0) troubled += 1
  console.log(`${troubles.length === 0 ? 'good' : 'BAD '} ${screen.name}`)
  for (const trouble of troubles) console.log(`     ${trouble}`)
  await context.close()
  await mock.close()
}
await browser.close()
process.exit(troubled === 0 ? 0 : 1)
