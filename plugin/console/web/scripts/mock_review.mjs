// The review side of the mock: the findings and the conversation of the design's pictures.
import { problem } from './mock.mjs'

const DAY = Date.parse('2026-11-22T00:00:00.000+08:00')
const at = (text) => {
  const [hours, minutes, seconds = 0] = text.split(':').map(Number)
  return new Date(DAY + ((hours * 60 + minutes) * 60 + seconds) * 1000).toISOString()
}

// Rule, name, level, time, agent, text, marked words.
const ROWS = [
  ['promise.absolute', '绝对化承诺', 'critical', '10:42:23', '林晓', '亲，这款绝对不会掉色的，您放心拍哦~ 不喜欢随时退', '绝对不会掉色'],
  ['contact.outside', '引流站外', 'critical', '10:39', '陈宇', '您可以加我微信，我单独发您实拍图', '加我微信'],
  ['attitude.evasive', '推诿敷衍', 'major', '10:31', '陈宇', '这个不归我们管，您自己联系快递吧', '不归我们管'],
  ['attitude.rhetorical', '反问质问', 'major', '10:27', '周敏', '您自己没看详情页吗？上面写得很清楚', '您自己没看详情页吗'],
  ['promise.compensation', '承诺未授权赔付', 'critical', '10:18', '王倩', '我给您私下补 20 元，别给差评', '私下补 20 元'],
  ['closing.missing', '结束语缺失', 'note', '10:12', '周敏', '好的', ''],
  ['attitude.evasive', '推诿敷衍', 'minor', '10:05', '林晓', '系统就是这样的，没办法', '没办法'],
  ['reply.repeated', '重复回复', 'note', '09:58', '王倩', '在的亲~（同一会话第 4 次）', ''],
]

const points = (text) => Array.from(text).length
const spansOf = (text, words) => (words === '' ? [] : [{ start: points(text.slice(0, text.indexOf(words))), len: points(words) }])

export function findings(total = ROWS.length) {
  return Array.from({ length: total }, (_, index) => {
    const [rule, name, level, time, agent, text, words] = ROWS[index % ROWS.length]
    return {
      id: `f-${index}`, conversation: `c-${index === 0 ? 0 : index}`, rule, name, level, at: at(time),
      agent: { id: `a-${agent}`, name: agent }, text, spans: spansOf(text, words), verdict: null, revision: 0,
    }
  })
}

function message(id, time, by, name, text, findings = []) {
  return {
    type: 'message', id, at: at(time), by, author: { id: name, name }, text, kind: 'text', recalled: false, edited: false,
    automatic: false, round: null, findings,
  }
}

const agent = { id: 'a-林晓', name: '林晓' }
const round = (number, opened_by, time, wait_ms) => ({
  number, opened_by, opened_at: at(time), state: wait_ms === null ? 'open' : 'answered',
  answered_at: null, wait_ms, agent, assessed: true,
})

function conversation(id, rows) {
  const row = rows.find((each) => each.conversation === id) ?? rows[0]
  const flagged = { id: row.id, rule: row.rule, name: row.name, level: row.level, spans: row.spans }
  const second = { id: 'f-second', rule: 'promise.return', name: '退货承诺', level: 'minor', spans: spansOf(row.text, '随时退') }
  const findingsOf = row.text.includes('随时退') ? [flagged, second] : [flagged]
  return {
    id, shop: '童禾旗舰店', source: 'feige', customer: '木***9', product: '高腰直筒牛仔裤', channel: null,
    opened_at: at('10:38:07'), closed_at: null, rating: { score: 2, tags: ['未解决问题'], at: at('10:50') },
    rounds: [round(1, 'm1', '10:38:07', 34_000), round(2, 'm3', '10:40:31', 112_000), round(3, 'm6', '10:43:02', 18_000)],
    items: [
      message('m1', '10:38:07', 'customer', '木木', '在吗，这条裤子是什么面料的'),
      message('m2', '10:38:41', 'agent', '林晓', '在的亲，这款是 98% 棉 + 2% 氨纶，有一点弹力，四季都能穿哦'),
      message('m3', '10:40:31', 'customer', '木木', '上次在别家买的黑色洗一次就褪了'),
      message('m4', '10:40:49', 'customer', '木木', '洗了会不会掉色呀'),
      { type: 'nudge', at: at('10:42:11'), stage: 'notice', suppressed: null, round: 2 },
      { type: 'draft', at: at('10:42:20'), agent, decision: 'warn', choice: 'override', rules: [row.rule] },
      message('m5', '10:42:23', 'agent', row.agent.name, row.text, findingsOf),
      message('m6', '10:43:02', 'customer', '木木', '好吧，那我拍了试试'),
      message('m7', '10:43:20', 'agent', '林晓', '好的亲，今天 16 点前付款当天发出'),
    ],
  }
}

export function reviewRoutes(world, now) {
  world.findings ??= findings(world.total)
  world.decidedToday ??= 68
  const find = (id) => world.findings.find((each) => each.id === id)
  const etag = (row) => ({ ETag: `"r${row.revision}"` })

  const detail = (row) => ({
    ...row, message: 'm5', tell: '向买家作出无法保证的绝对承诺，易引发售后纠纷。', suggest: null, why: '',
    precision: { right: 186, judged: 214, low: 0.82, high: 0.91 }, same_confirmed: 2, record: row.record ?? [],
  })
  // What the server keeps beside the row.
  const plainRow = ({ record, ...row }) => row

  function decide(row, verdict, note) {
    row.revision += 1
    const given = { verdict, by: '沈岚', note, at: new Date(now()).toISOString(), revision: row.revision }
    row.record = [...(row.record ?? []), given]
    row.verdict = verdict === 'withdrawn' ? null : given
    return { status: 200, headers: etag(row), body: detail(row) }
  }

  function changed(values, headers, act) {
    const row = find(values.id)
    if (!row) return problem(404, 'not.found', 'There is nothing here')
    if (headers['if-match'] === undefined) return problem(428, 'revision.missing', 'Say in If-Match which revision is changed')
    if (headers['if-match'] !== `"r${row.revision}"`) {
      return problem(409, 'verdict.taken', 'Somebody decided meanwhile', { current: row.verdict })
    }
    return act(row)
  }

  return {
    'GET /review/summary': () => {
      const waiting = world.findings.filter((each) => each.verdict === null)
      const counted = (key, name) =>
        [...new Map(world.findings.map((each) => [key(each), name(each)]))].map(([id, text]) => [id, text, waiting.filter((each) => key(each) === id).length])
      return {
        status: 200,
        body: {
          waiting: world.total ? waiting.length : waiting.length + 34,
          decided: world.findings.length - waiting.length + 1180,
          decided_today: world.decidedToday + world.findings.length - waiting.length,
          rules: counted((each) => each.rule, (each) => each.name).map(([rule, name, n]) => ({ rule, name, waiting: n })),
          agents: counted((each) => each.agent.id, (each) => each.agent.name).map(([id, name, n]) => ({ id, name, waiting: n })),
        },
      }
    },
    'GET /findings': ({ query }) => {
      const isWaiting = (query.get('tab') ?? 'waiting') === 'waiting'
      const from = query.get('after') === null ? 0 : world.findings.findIndex((each) => each.id === query.get('after')) + 1
      const limit = Number(query.get('limit') ?? 50)
      const matching = (each) =>
        (each.verdict === null) === isWaiting &&
        (!query.get('rule') || each.rule === query.get('rule')) &&
        (!query.get('agent') || each.agent.id === query.get('agent')) &&
        (!query.get('level') || each.level === query.get('level'))
      const rest = world.findings.slice(from).filter(matching)
      const items = rest.slice(0, limit)
      const next = items.length < rest.length ? items.at(-1).id : null
      const total = world.findings.filter(matching).length
      return { status: 200, body: { items: items.map(plainRow), next_cursor: next, total, total_exact: true } }
    },
    'GET /findings/:id': ({ values }) => {
      const row = find(values.id)
      return row ? { status: 200, headers: etag(row), body: detail(row) } : problem(404, 'not.found', 'There is nothing here')
    },
    'PUT /findings/:id/verdict': ({ values, headers, body }) =>
      changed(values, headers, (row) => decide(row, body.verdict, body.note)),
    'DELETE /findings/:id/verdict': ({ values, headers }) => changed(values, headers, (row) => decide(row, 'withdrawn', '')),
    'GET /conversations/:id': ({ values }) => ({ status: 200, body: conversation(values.id, world.findings) }),
  }
}
