// A browser and a mock of its own for each test; the page must have had no trouble at its end.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { launch, openPage } from '../../scripts/browser.mjs'
import { startMock } from '../../scripts/mock.mjs'

let browser

before(async () => {
  browser = await launch()
})
after(() => browser.close())

/** A test on a page: `options` go to the mock and the page, `act` gets both. */
export function onPage(name, options, act) {
  test(name, async () => {
    const mock = await startMock(options.mock)
    const { page, context, troubles } = await openPage(browser, mock, options)
    page.setDefaultTimeout(30_000)
    try {
      await act(page, mock, context)
      assert.deepEqual(troubles, [])
    } finally {
      await context.close()
      await mock.close()
    }
  })
}

/** The trimmed texts of all elements of a selector. */
export const texts = (page, selector) =>
  page.$$eval(selector, (found) => found.map((each) => each.textContent.trim().replace(/\s+/g, ' ')))

/** Waits until the function of the page is true. */
export const until = (page, condition, argument) => page.waitForFunction(condition, argument)
