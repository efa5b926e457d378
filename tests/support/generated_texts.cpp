#include "tests/support/generated_texts.h"

namespace support {
namespace {

constexpr std::string_view kProducts[] = {
    "轻薄羽绒服", "加绒卫裤", "纯棉四件套", "不粘炒锅", "无线蓝牙耳机", "儿童保温杯", "玻尿酸面膜",
    "便携充电宝", "竹浆抽纸", "机械键盘",   "全脂奶粉", "冻干咖啡",     "瑜伽垫",     "折叠晾衣架",
    "电动牙刷",   "猫砂",     "老花镜",     "运动跑鞋", "Type-C数据线", "空气炸锅",
};

constexpr std::string_view kColours[] = {"黑色", "米白", "雾霾蓝", "卡其", "酒红", "墨绿"};
constexpr std::string_view kSizes[] = {"S", "M", "L", "XL", "2XL", "均码", "38码", "42码"};
constexpr std::string_view kCities[] = {"成都", "哈尔滨", "乌鲁木齐", "佛山", "长沙", "呼和浩特"};
constexpr std::string_view kCouriers[] = {"顺丰", "中通", "圆通", "韵达", "邮政", "京东快递"};

constexpr std::string_view kQuestions[] = {
    "请问{p}还有货吗",
    "{p}有{c}的吗?{s}",
    "我身高{n}cm,穿{s}合适吗",
    "现在拍什么时候能发货",
    "发{k}吗,到{y}要几天",
    "昨天下的单怎么还没发货呀",
    "物流三天没动了,帮我催一下",
    "地址填错了能改到{y}吗",
    "可以用优惠券吗,满{n}减多少",
    "这个{p}支持七天无理由吗",
    "收到的是{c},我拍的不是这个颜色",
    "尺码偏小,想换{s}",
    "退货运费谁出",
    "退款什么时候到账,都{d}天了",
    "能开发票吗?要公司抬头",
    "{p}和上一款有什么区别",
    "保修多久?坏了寄去哪里",
    "少发了一件,订单里明明是{d}件",
    "这个材质是什么,会起球吗",
    "孕妇可以用吗",
    "赠品没收到",
    "直播间说的价格怎么和这里不一样",
    "能不能便宜点,我买{d}个",
    "麻烦帮我备注一下,周末别送",
    "What size should I order? I'm {n}cm",
    "快递放驿站了没通知我😡",
    "{p}怎么安装,说明书看不懂",
    "保价吗?昨天刚买今天就降{d}块",
    "我要的是{c}{s},别发错了哈",
    "请问客服在不在,问个{p}的问题",
};

constexpr std::string_view kShortLines[] = {
    "在吗", "在吗在吗", "你好", "好的", "好的谢谢", "嗯嗯",   "哦",     "行吧", "那算了",
    "人呢", "?",        "ok",   "收到", "👌",        "谢谢亲", "等着呢", "急",   "怎么没人理我",
};

constexpr std::string_view kComplaints[] = {
    "你们这什么态度,我要投诉", "说了三遍了你们到底有没有在听",  "{p}用了{d}天就坏了,质量太差了",
    "再不处理我就打12315",     "骗人的吧,跟图片完全不一样",     "等了{d}天了一直让我等等等",
    "退款拖着不给,我要差评",   "上次的客服答应我的,你们互相推", "气死我了,第一次遇到这样的店",
    "我已经截图了,平台见",
};

constexpr std::string_view kAnswers[] = {
    "亲,{p}有现货的哦,今天拍明天发",
    "您好,{c}{s}目前还有{d}件",
    "亲亲,您这个身高建议拍{s}呢",
    "默认发{k},到{y}大概{d}天左右",
    "稍等,我帮您查一下订单",
    "已经帮您催促仓库了,有消息第一时间告诉您",
    "地址可以改的,麻烦您把新地址发我一下",
    "满{n}可以用券,下单时会自动抵扣",
    "支持七天无理由退货,不影响二次销售就可以",
    "非常抱歉给您发错颜色了,我这边马上给您补发{c}",
    "换货的运费我们承担,您先申请一下",
    "退款审核后原路返回,一般{d}个工作日到账",
    "可以开电子发票,抬头和税号发给我就行",
    "这款是升级版,面料更厚实一些",
    "保修一年,非人为损坏免费换新",
    "给您登记补发了,单号晚点发您",
    "材质是聚酯纤维,正常洗涤不会起球的",
    "这个建议您先咨询医生哈",
    "赠品是单独发的,请您留意另一个包裹",
    "活动价到今晚十二点,之后会恢复原价",
    "抱歉让您久等了,刚才咨询的人比较多",
    "好的,已经备注周末不派送",
    "安装视频发您了,按步骤来就可以",
    "降价可以申请保价,我帮您操作一下,差额{d}元",
    "理解您的心情,这个问题我来跟进到底",
    "Hi dear, for {n}cm we suggest {s}",
    "亲,图片收到了,正在给您核实哦~",
    "您放心,{p}都是正品,支持验货",
    "嗯嗯,是的呢",
    "好的亲,还有其他可以帮您的吗",
};

constexpr std::string_view kForbiddenAnswers[] = {
    "亲加我微信kf88321,给您内部价",
    "您加下薇信聊,这边不方便说",
    "私下转账给我便宜{n}块,不走平台",
    "五星好评返现{d}元,截图发我就行",
    "给个好评晒图返{d}块红包哦",
    "去{q}上搜我们店,更便宜",
    "这款是全网最低价,绝对第一",
    "用了保证百分百治好,无效退款",
    "你自己不会看详情页吗",
    "爱买不买,不买拉倒",
    "你有病吧,烦不烦",
    "不是说了吗,怎么听不懂人话",
    "退不了,谁让你不看清楚",
    "这个不归我管,你找别人去",
    "打我电话1380013{n}8详谈",
    "扫码进福利群领券",
};

constexpr std::string_view kElsewhere[] = {"拼多多", "某宝", "小红书", "闲鱼"};

constexpr std::string_view kGreetings[] = {
    "您好,欢迎光临本店,正在为您转接人工客服",
    "亲,在的哦,请问有什么可以帮您?",
    "您好,当前咨询人数较多,请您耐心等待",
    "欢迎光临~客服小姐姐马上就来",
};

constexpr std::string_view kFarewells[] = {
    "感谢您的咨询,祝您生活愉快",
    "由于您长时间没有回复,本次服务先结束了哦",
    "有问题随时找我,满意的话给个五星哦",
};

constexpr std::string_view kBotAnswers[] = {
    "亲,{p}支持七天无理由退货哦",      "小助手为您查到:仓库将在48小时内发出",
    "您可以回复「转人工」联系客服",    "亲,{p}的尺码表请看详情页第三张图",
    "关于发票:下单后在订单里申请即可", "没太明白您的意思,换个说法试试?",
    "您的包裹正在{y}中转站",
};

constexpr std::string_view kPrivateNotes[] = {
    "这位客户上周来过两次,注意语气",
    "已跟仓库确认,明早发",
    "同事帮我看下这个单",
    "疑似职业打假,走主管",
};

constexpr std::string_view kGoodTags[] = {"回复快", "态度好", "专业", "问题解决了"};
constexpr std::string_view kBadTags[] = {"态度差", "未解决问题", "回复慢", "让我重复描述", "其他"};
constexpr std::string_view kGoodComments[] = {"", "", "很满意", "客服很耐心", "下次还来"};
constexpr std::string_view kBadComments[] = {"", "等了半天没人理", "答非所问", "态度太差了",
                                             "问题还是没解决"};

std::string_view blank(Random& random, char letter, const qa::Product& product,
                       std::string& number) {
  switch (letter) {
    case 'p':
      return product.name;
    case 'c':
      return random.pick(kColours);
    case 's':
      return random.pick(kSizes);
    case 'y':
      return random.pick(kCities);
    case 'k':
      return random.pick(kCouriers);
    case 'q':
      return random.pick(kElsewhere);
    case 'n':
      number = std::to_string(random.between(100, 999));
      return number;
    default:
      number = std::to_string(random.between(2, 9));
      return number;
  }
}

/// Fills "{p}" and its like.
std::string filled(Random& random, std::string_view sentence, const qa::Product& product) {
  std::string out;
  std::string number;
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    if (sentence[i] == '{') {
      out += blank(random, sentence[i + 1], product, number);
      i += 2;
    } else {
      out += sentence[i];
    }
  }
  return out;
}

}  // namespace

qa::Product product(Random& random) {
  const auto number = static_cast<std::size_t>(random.next() % std::size(kProducts));
  return {"p_" + std::to_string(number + 1), std::string(kProducts[number])};
}

std::string question(Random& random, const qa::Product& product) {
  return filled(random, random.pick(kQuestions), product);
}

std::string short_line(Random& random) {
  return std::string(random.pick(kShortLines));
}

std::string complaint(Random& random, const qa::Product& product) {
  return filled(random, random.pick(kComplaints), product);
}

std::string answer(Random& random, const qa::Product& product) {
  std::string out = filled(random, random.pick(kAnswers), product);
  if (random.chance(0.2)) {
    out += ",";
    out += filled(random, random.pick(kAnswers), product);
  }
  return out;
}

std::string forbidden_answer(Random& random) {
  return filled(random, random.pick(kForbiddenAnswers), {});
}

std::string greeting(Random& random) {
  return std::string(random.pick(kGreetings));
}

std::string farewell(Random& random) {
  return std::string(random.pick(kFarewells));
}

std::string bot_answer(Random& random, const qa::Product& product) {
  return filled(random, random.pick(kBotAnswers), product);
}

std::string private_note(Random& random) {
  return std::string(random.pick(kPrivateNotes));
}

std::string_view rating_tag(Random& random, bool is_bad) {
  return is_bad ? random.pick(kBadTags) : random.pick(kGoodTags);
}

std::string_view rating_comment(Random& random, bool is_bad) {
  return is_bad ? random.pick(kBadComments) : random.pick(kGoodComments);
}

}  // namespace support
