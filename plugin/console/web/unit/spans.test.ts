import assert from 'node:assert/strict'
import { test } from 'node:test'

import { pieces, plain } from '../src/text/spans.ts'

const hitOf = (text: string, start: number, len: number): string =>
  pieces(text, [{ start, len }]).filter((piece) => piece.hit).map((piece) => piece.text).join('')

test('offsets count code points, not UTF-16 units', () => {
  assert.equal(hitOf('𠮷𠮷绝对不掉', 2, 2), '绝对')
  assert.equal(hitOf('👩‍👩‍👧亲加微信', 6, 3), '加微信')
  assert.equal(hitOf('e\u0301ab', 2, 1), 'a')
})

test('the pieces of a text are the text again', () => {
  const text = '亲，这款绝对不会掉色的，您放心拍哦~ 👩‍👩‍👧 Ａ'
  const cut = pieces(text, [{ start: 4, len: 6 }, { start: 8, len: 4 }], [{ start: 0, len: 30 }])
  assert.equal(cut.map((piece) => piece.text).join(''), text)
})

test('hits win where hits and others overlap', () => {
  const cut = pieces('abcdef', [{ start: 1, len: 2 }], [{ start: 2, len: 3 }])
  assert.deepEqual(
    cut.map(({ text, hit, other }) => [text, hit, other]),
    [['a', false, false], ['bc', true, false], ['de', false, true], ['f', false, false]],
  )
})

test('spans that are empty or reach beyond the text do no harm', () => {
  assert.equal(hitOf('abc', 2, 50), 'c')
  assert.equal(hitOf('abc', 7, 2), '')
  assert.equal(hitOf('abc', 1, 0), '')
})

test('what cannot be seen is shown as a mark and keeps its place', () => {
  const cut = pieces('a\u202eb\u200bc\u0000', [{ start: 2, len: 1 }])
  assert.deepEqual(cut.map((piece) => piece.text), ['a', '⟦RLO⟧', 'b', '⟦ZWSP⟧', 'c', '⟦U+0000⟧'])
  assert.deepEqual(cut.map((piece) => piece.mark), [undefined, 'bidi', undefined, 'zero-width', undefined, 'control'])
  assert.equal(cut[2]?.hit, true)
})

test('a joiner within a picture stays, one between letters is shown', () => {
  assert.equal(plain('👩‍👧'), '👩‍👧')
  assert.equal(plain('a\u200db'), 'a⟦ZWJ⟧b')
})

test('under a text that is typed nothing is put in place of another', () => {
  assert.deepEqual(pieces('a\u202eb', [], [], true), [{ text: 'a\u202eb', hit: false, other: false }])
})

test('a name is one line', () => {
  assert.equal(plain('a\n\n b'), 'a b')
})
