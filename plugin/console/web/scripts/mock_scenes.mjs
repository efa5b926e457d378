// What the mock tells: the people and chats of a small shop, in both languages.

const chinese = {
  me: '林晓',
  hero: ['小鹿妈妈', '都三天了还没发货，你们到底发不发？再不发我就退款了', '催发货', '儿童加绒卫衣'],
  rows: [
    ['木木_2019', 'text', '洗了会不会掉色呀', '材质咨询', '高腰直筒牛仔裤'],
    ['用户 8841**', 'text', '我身高 165 体重 110 穿什么码', '尺码咨询', '高腰直筒牛仔裤'],
    ['阿泽', 'image', '收到的这个线头好多', '质量', '棉麻衬衫'],
    ['甜橙汽水', 'text', '能改地址吗，刚下单的', '改地址', '针织开衫'],
    ['Echo', 'text', '有优惠券可以领吗', '优惠', '儿童加绒卫衣'],
  ],
  answered: ['Echo', '南风', '小满', '阿布'],
  product: '针织开衫',
  absolute: { text: '绝对不会掉色', name: '绝对化承诺', tell: '不要替产品打包票。', suggest: '首次单独冷水洗，不易掉色', rewrite: '首次单独冷水洗，不易掉色' },
  outside: { text: '加我微信', name: '引流站外', tell: '不能把买家引到站外。' },
}

const english = {
  me: 'Lin Xiao',
  hero: ['Mia Deer', 'It’s been three days and nothing shipped. Ship it or I want a refund right now', 'Shipping', 'Kids fleece hoodie'],
  rows: [
    ['mumu_2019', 'text', 'Will the colour run in the wash?', 'Material', 'High-rise jeans'],
    ['User 8841**', 'text', '165 cm, 55 kg, which size?', 'Size', 'High-rise jeans'],
    ['Aze', 'image', 'Loose threads all over', 'Quality', 'Linen shirt'],
    ['Orange Soda', 'text', 'Can I change the address?', 'Address', 'Cardigan'],
    ['Echo', 'text', 'Any coupons?', 'Coupon', 'Kids fleece hoodie'],
  ],
  answered: ['Echo', 'South Wind', 'Xiaoman', 'Abu'],
  product: 'Cardigan',
  absolute: { text: 'will never run', name: 'Absolute promise', tell: 'Do not vouch for the product.', suggest: 'Wash cold and alone the first time', rewrite: 'should not run if washed cold and alone' },
  outside: { text: 'add me on WeChat', name: 'Off-platform contact', tell: 'Buyers stay on the platform.' },
}

/** Seconds left of the hero and the rows: those of the design. */
const LEFT = [-42, 18, 63, 97, 131, 172]

export function words(language) {
  return language === 'en' ? english : chinese
}

const iso = (ms) => new Date(ms).toISOString()

export function round(index, now, language, overrides = {}) {
  const of = words(language)
  const [name, kind, text, intent, product] =
    index === 0 ? [of.hero[0], 'text', of.hero[1], of.hero[2], of.hero[3]] : of.rows[(index - 1) % of.rows.length]
  const left = LEFT[index] ?? 175 + index
  const opened = now - (180 - left) * 1000
  return {
    id: `round-${index}`,
    conversation: `conversation-${index}`,
    opened_at: iso(opened),
    due_at: iso(opened + 180_000),
    stage: left <= 0 ? 'overdue' : left <= 30 ? 'urgent' : left <= 80 ? 'notice' : 'calm',
    assessed: true,
    closing: false,
    messages: 1,
    customer: index > 5 ? `${name} ${index}` : name,
    product,
    intent,
    last: { kind, text, at: iso(opened) },
    agent: { id: 'a_2', name: of.me },
    ...overrides,
  }
}

export function answered(now, language) {
  const of = words(language)
  return of.answered.map((customer, index) => ({
    conversation: `answered-${index}`,
    customer,
    product: of.product,
    answered_at: iso(now - (index + 1) * 60_000),
    agent: { id: 'a_2', name: of.me },
  }))
}

/** What the rules of the mock say of a text. */
export function verdict(text, language, id) {
  const of = words(language)
  const found = []
  const at = (words) => Array.from(text.slice(0, text.indexOf(words))).length
  const { absolute, outside } = of
  if (text.includes(absolute.text)) {
    found.push({
      rule: 'promise.absolute', name: absolute.name, rule_set: '3f2a', do: 'confirm',
      start: at(absolute.text), len: Array.from(absolute.text).length, tell: absolute.tell, suggest: absolute.suggest,
    })
  }
  if (text.includes(outside.text)) {
    found.push({
      rule: 'contact.outside', name: outside.name, rule_set: '3f2a', do: 'block',
      start: at(outside.text), len: Array.from(outside.text).length, tell: outside.tell, suggest: null,
    })
  }
  const isBlocked = found.some((each) => each.do === 'block')
  return {
    id,
    decision: isBlocked ? 'block' : found.length > 0 ? 'warn' : 'allow',
    can_override: !isBlocked,
    findings: found,
    rewrite: !isBlocked && found.length > 0 ? text.replace(absolute.text, absolute.rewrite) : null,
  }
}
