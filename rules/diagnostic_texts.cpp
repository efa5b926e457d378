#include "rules/diagnostic_texts.h"

#include <cassert>
#include <cstddef>

namespace rules {
namespace {

constexpr DiagnosticTexts kTexts[] = {
    {Code::kYamlSyntax, "E001", "not readable as YAML: {0}", "YAML 语法错误：{0}",
     "The file cannot be read past this place. Look for a missing quote, a tab used for "
     "indentation, or a line that is indented differently from its neighbours.",
     "从这里起文件无法读取。请检查是否少了引号、用了制表符缩进，或者这一行的缩进与上下行不一致。"},
    {Code::kBrokenUtf8, "E002", "not valid UTF-8 (byte {0} of the file)",
     "不是有效的 UTF-8（文件第 {0} 字节）",
     "Rule files are UTF-8. Save the file again as UTF-8; a file saved as GBK or UTF-16 reads as "
     "broken here.",
     "规则文件必须是 UTF-8 编码。请用 UTF-8 重新保存；用 GBK 或 UTF-16 "
     "保存的文件在这里会读成乱码。"},
    {Code::kControlCharacter, "E003", "control character U+{0}", "含有控制字符 U+{0}",
     "Only line breaks and tabs may stand in a rule file beside visible text. Delete the "
     "character.",
     "规则文件里除换行和制表符外不能有控制字符，请删掉它。"},
    {Code::kTooLarge, "E004", "file of {0} bytes is larger than the {1} allowed",
     "文件有 {0} 字节，超过上限 {1} 字节",
     "A pack is read by people. Split it into several packs, each with its own name.",
     "规则包是给人看的，请拆成几个规则包，各起各的名字。"},
    {Code::kTooDeep, "E005", "nested deeper or longer than any rule needs", "嵌套过深或条目过多",
     "A rule file is a few levels deep and has at most 100,000 entries. This one is something else "
     "or was damaged.",
     "规则文件只有几层缩进，条目不超过 10 万个。这个文件可能不是规则文件，或者已经损坏。"},
    {Code::kAnchorOrTag, "E006", "{0} is not allowed in a rule file", "规则文件里不能用{1}",
     "Anchors, aliases, tags and merge keys are refused so that a rule says everything in its own "
     "place. Write the value out; use a word list under `words` for what several rules share.",
     "规则文件不接受锚点、别名、标签和合并键，让每条规则在自己的位置把话说完。"
     "请直接写出内容；几条规则共用的词放进 `words` 词表。"},
    {Code::kDuplicateKey, "E007", "key '{0}' is given twice (first at line {1})",
     "键「{0}」写了两次（第一次在第 {1} 行）",
     "Only one of the two could count. Merge them or delete one. A key and its Chinese name are "
     "the "
     "same key.",
     "两个里只能有一个生效，请合并或删掉一个。英文键和它的中文名算同一个键。"},
    {Code::kUnknownKey, "E008", "unknown key '{0}'{1}", "不认识的键「{0}」{2}",
     "A misspelt key would silently change what the rule does, so it is an error. docs/rules.md "
     "lists the keys.",
     "键写错了会让规则悄悄变样，所以按错误处理。可用的键见 docs/rules.md。"},
    {Code::kNotYetSupported, "E009", "this key is not supported by this version yet: '{0}'",
     "这个版本还不支持键「{0}」",
     "The key belongs to the rule language but this version cannot judge it. Take the rule out or "
     "keep it in another file until you upgrade; a rule that was only half judged would mislead.",
     "这个键属于规则语言，但当前版本还不会判断它。请先删掉这条规则，或放到别的文件里等升级后再用；"
     "只判断一半的规则会误导人。"},
    {Code::kWrongType, "E010", "'{0}' must be {1}", "「{0}」应当是{2}",
     "The value has another shape than the key needs.", "这个值的写法和键的要求不一样。"},
    {Code::kMissingKey, "E011", "'{0}' is missing{1}", "缺少「{0}」{2}",
     "Every pack names its version, its own name and its rules; every rule has an id, because "
     "findings, exceptions and reports refer to it.",
     "每个规则包都要写版本、包名和规则；每条规则都要有编号，因为质检结果、例外和报表都靠它引用。"},
    {Code::kDuplicateRule, "E012", "duplicate rule id '{0}' (first at {1})",
     "规则编号「{0}」重复（第一次在 {1}）",
     "Findings refer to a rule by its id, so an id belongs to one rule in all packs and is never "
     "used again for another.",
     "质检结果靠编号指向规则，所以一个编号在所有规则包里只能属于一条规则，也不能换给别的规则。"},
    {Code::kDuplicatePack, "E013", "pack '{0}' is defined twice (first in {1})",
     "规则包「{0}」定义了两次（第一次在 {1}）",
     "Give one of the two another name, or merge the files.",
     "请给其中一个换个名字，或把两个文件合并。"},
    {Code::kUnknownValue, "E014", "'{0}' is not a value of '{1}'; it may be {2}{3}",
     "「{1}」不能写「{0}」，可以写：{2}{4}", "Only the listed words have a meaning here.",
     "这里只认列出的这些词。"},
    {Code::kUnknownVersion, "E015", "version '{0}' of the rule language is unknown; this reads 1",
     "不认识规则语言版本「{0}」，当前只能读版本 1",
     "Write `version: 1`. A file made for a newer version needs a newer program.",
     "请写 `version: 1`。为更新版本写的文件需要更新的程序来读。"},
    {Code::kNeedsQuotes, "E016", "write it in single quotes: {0}", "请用单引号括起来：{1}",
     "In YAML bare braces, brackets, commas, `: ` and ` #` have a meaning of their own, and double "
     "quotes eat backslashes. Single quotes leave a text as it is; a single quote inside is "
     "written twice.",
     "在 YAML 里，不加引号的花括号、方括号、逗号、「: 」和「 #」另有含义，双引号会吃掉反斜杠。"
     "单引号里的内容原样保留；内容里的单引号要写两个。"},
    {Code::kCannotRead, "E017", "cannot be read: {0}", "无法读取：{0}",
     "Check that the file exists and that this user may read it.",
     "请确认文件存在，并且当前用户有读取权限。"},
    {Code::kNoPacks, "E018", "no rule pack here (*.yaml)", "这里没有规则包（*.yaml）",
     "A rule set needs at least one pack. An empty set would pass everything without a word.",
     "规则集至少要有一个规则包。空的规则集会让所有消息静悄悄地通过。"},
    {Code::kBadId, "E019", "'{0}' cannot be {1}", "「{0}」不能作为{2}",
     "Use 1 to 64 letters, digits, dots, dashes and underscores, beginning with a letter or digit: "
     "div.wechat, srv-2.",
     "请用 1 到 64 个字母、汉字、数字、点、短横或下划线，以字母或数字开头，如 div.wechat、srv-2。"},
    {Code::kUnknownWords, "E020", "no word list named '{0}'{1}", "没有叫「{0}」的词表{2}",
     "{…} in a text stands for a list under `words` of the same pack. Define the list or take the "
     "braces out; a real brace is written in a regular expression as \\{.",
     "文本里的 {…} 指同一个规则包 `words` 下的词表。请先定义词表，或去掉花括号；"
     "真要匹配花括号，请在正则里写 \\{。"},
    {Code::kBadWords, "E021", "word list '{0}' {1}", "词表「{0}」{2}",
     "A word list is a name and a list of texts; lists do not hold other lists, so no file can "
     "grow "
     "without bound.",
     "词表就是一个名字加一串文本；词表里不能再引用词表，这样文件不会无限膨胀。"},
    {Code::kOpenBracket, "E022", "'{0}' is not closed", "「{0}」没有配对",
     "In a plain text […] means any one of these characters or none, {…} a word list, and a text "
     "that begins with / is a regular expression up to the closing /.",
     "普通文本里 […] 表示其中任意一个字或没有，{…} 表示词表，以 / 开头的是正则，到结尾的 / 为止。"},
    {Code::kMatchesEmpty, "E023", "'{0}' matches without any text", "「{0}」不需要任何文字就能匹配",
     "Such a pattern is found in every message at every place. Make at least one part of it "
     "required: + instead of *, no ? on the last part.",
     "这样的写法在任何消息的任何位置都会命中。请让其中至少一部分必须出现：用 + 代替 *，"
     "不要让最后一部分也可有可无。"},
    {Code::kLookAround, "E024", "{0} is not supported in a regular expression", "正则里不支持{1}",
     "Patterns are matched in time linear in the text, which look-around and back-references do "
     "not "
     "allow. Say what must not stand beside a hit with `except` (a span that shields the hit it "
     "overlaps) or `unless` (a text anywhere in the message).",
     "匹配保证线性时间，所以不支持环视和反向引用。不该出现在命中旁边的内容请写进 `except`"
     "（与命中重叠时豁免），整条消息里出现就放过的写进 `unless`。"},
    {Code::kBadRegex, "E025", "bad regular expression at character {0}: {1}",
     "正则第 {0} 个字符处有错：{1}",
     "The syntax is that of RE2. Put a backslash before . + * ? ( ) [ ] { } | ^ $ \\ to mean the "
     "character itself.",
     "语法以 RE2 为准。要匹配 . + * ? ( ) [ ] { } | ^ $ \\ 本身，请在前面加反斜杠。"},
    {Code::kOverBudget, "E026", "the pattern is too large once compiled ({0})",
     "这个写法编译后过大（{0}）",
     "Every message passes every rule, so a pattern has a budget. Shorten counted repeats such as "
     "{0,200}, or split the pattern into several.",
     "每条消息都要过每条规则，所以单个写法有上限。请缩短 {0,200} 这样的计数重复，或拆成几条。"},
    {Code::kUnreachable, "E027", "'{0}' can never occur in the view {1}",
     "「{0}」在视图 {1} 里不可能出现",
     "The pattern is matched against a view of the message in which this character has been folded "
     "or taken out. Write what the view holds instead, or name another `view`.",
     "匹配用的是消息的视图，这个字符在视图里已经被统一或去掉。请改写成视图里的样子，或另选 "
     "`view`。"},
    {Code::kNoCondition, "E028", "rule '{0}' has no condition", "规则「{0}」没有任何条件",
     "It would match every message. Say what must be in the message (has, whole, lacks, length …) "
     "or "
     "around it (customer_said, after, expect …).",
     "这样的规则会命中所有消息。请写明消息里要有什么（has、whole、lacks、length "
     "等），或前后要有什么（"
     "customer_said、after、expect 等）。"},
    {Code::kExceptNothing, "E029", "'except' has nothing to shield in rule '{0}'",
     "规则「{0}」里的 except 没有可以豁免的内容",
     "An exception drops a place that `has`, `whole` and the like have found where it overlaps it; "
     "nothing beside it finds one. For a veto on the whole message write `unless`.",
     "except 只豁免与它重叠的 `has`、`whole` 等命中，旁边没有这样的键。要整条消息放过，请写 "
     "`unless`。"},
    {Code::kFailingTest, "E030", "test of rule '{0}' fails: {1}", "规则「{0}」的样例不通过：{2}",
     "The examples inside a rule are what it promises. Change the rule or the example; a known "
     "miss "
     "belongs under `todo_bad`.",
     "规则里的样例就是它的承诺。请修改规则或样例；已知抓不到的放进 `todo_bad`。"},
    {Code::kBadDialogue, "E031", "not a line of a dialogue: '{0}'", "不是对话行：「{0}」",
     "A dialogue test has lines of the form `customer 0:00 text` or `agent 0:20 text`, in the "
     "order "
     "they were said.",
     "对话样例每行写作 `customer 0:00 内容` 或 `agent 0:20 内容`（也可写 "
     "客户、客服），按先后顺序排列。"},
    {Code::kTooManyProblems, "E032", "{0} more problems in this file are not shown",
     "本文件另有 {0} 个问题未列出",
     "Put the ones above right first; many of the rest follow from them.",
     "请先改好上面这些，其余很多是由它们引起的。"},
    {Code::kNeverHolds, "E033", "this can never hold: {0}", "这个条件永远不会成立：{1}",
     "The rule would be silent for ever and look as if all were well. Put the numbers right.",
     "这样的规则永远不会命中，看起来就像一切正常。请改正数值。"},
    {Code::kNestedTooDeep, "E034", "'{0}' stands more than 3 deep", "「{0}」嵌套超过 3 层",
     "all_of, any_of and none_of may hold each other 3 deep, so that a rule can still be read "
     "aloud. Split the rule into several.",
     "all_of、any_of、none_of 最多嵌套 3 层，这样规则念出来还能听懂。请拆成几条规则。"},
    {Code::kNotTogether, "E035", "'{0}' cannot stand beside '{1}' in one rule",
     "「{0}」和「{1}」不能写在同一条规则里",
     "Each of the two says by itself which message the rule is about or what becomes of it, and "
     "they "
     "would disagree. Make two rules.",
     "这两个键各自决定规则针对哪条消息或如何处理，放在一起会互相矛盾。请写成两条规则。"},
    {Code::kExpectNothing, "E036", "'expect' in rule '{0}' waits after nothing",
     "规则「{0}」的 expect 没有说明等在什么之后",
     "What is expected must follow something: write `after: {says: customer, has: […]}` for the "
     "message that asks for it, or texts of this rule's own speaker under `has`.",
     "应当出现的内容总要跟在某句话之后：请用 `after: {says: customer, has: […]}` "
     "写明由哪句话引起，或用 `has` 写明本规则说话人说了什么。"},
    {Code::kUnknownOverride, "E050", "no rule '{0}' to override{1}",
     "没有编号为「{0}」的规则可以覆盖{2}",
     "`override` names a rule of another pack of the same rule set. A rule that was renamed or "
     "left out has nothing to change any more: delete the override.",
     "`override` "
     "要写同一规则集里别的规则包的规则编号。规则已经改名或删除时，请把这条覆盖一并删掉。"},
    {Code::kNotOverridable, "E051", "'{0}' of a rule cannot be overridden", "规则的「{0}」不能覆盖",
     "An override may change status, level, do, tell, suggest, score, score_each, max and applies, "
     "and add to the rule with except+ and tests+. What the rule looks for stays its author's: to "
     "look for something else, write a rule of your own and set the status of this one to retired.",
     "覆盖只能修改 status、level、do、tell、suggest、score、score_each、max、applies，并用 "
     "except+、tests+ 追加例外和样例。规则要找什么由原作者决定；想找别的内容，请自己写一条规则，"
     "再把这一条的状态改为停用。"},
    {Code::kOverrideTwice, "E052", "'{0}' of rule '{1}' is overridden twice (first at line {2})",
     "规则「{1}」的「{0}」覆盖了两次（第一次在第 {2} 行）",
     "Only one of the two could count. Delete one; except+ and tests+ may be given any number of "
     "times.",
     "两个里只能有一个生效，请删掉一个；except+ 和 tests+ 可以写任意多次。"},
    {Code::kOverrideOwn, "E053", "rule '{0}' stands in this very pack",
     "规则「{0}」就在这个规则包里",
     "Change the rule itself: an override is for rules of packs that are not yours to edit.",
     "请直接修改这条规则；覆盖只用于自己不能改的规则包。"},
    {Code::kTwoLocalPacks, "E054", "another pack overrides already: {0}",
     "已经有一个规则包在做覆盖：{0}",
     "One pack of a rule set, the local one, changes rules of others, so that each change has one "
     "place to be looked for. Move this override there.",
     "一个规则集里只有一个本地规则包可以覆盖别的规则，这样每处改动都只有一个地方可找。"
     "请把这条覆盖移过去。"},
    {Code::kPlusWithoutOverride, "E055", "'{0}' adds to a rule of another pack",
     "「{0}」用来给别的规则包的规则追加内容",
     "It stands beside `override`. In the rule itself write `except` or `tests`.",
     "它要和 `override` 写在一起；在规则自己里面请写 `except` 或 `tests`。"},
    {Code::kUnboundedRepeat, "W101", "'{0}' repeats without a bound", "「{0}」没有重复上限",
     "It ties together words that stand far apart, even in different sentences. Give a bound and "
     "stop at marks, such as [^,。!?;]{0,8}.",
     "这样会把隔得很远、甚至不在一句里的词连到一起。请加上限并在标点处停下，如 [^,。!?;]{0,8}。"},
    {Code::kUnusedWords, "W102", "word list '{0}' is not used", "词表「{0}」没有用到",
     "No rule of this pack names it. Delete it, or check the spelling where it should be used.",
     "这个规则包里没有规则用到它。请删掉，或检查该用的地方是否写错了名字。"},
    {Code::kQuestionMark, "W103", "the ? in '{0}' makes only '{1}' optional",
     "「{0}」里的 ? 只让「{1}」可有可无",
     "? binds to the one character before it. Put round brackets around what may be missing, "
     "(?:{2})?, "
     "or around that one character, (?:{1})?, to say that it was meant.",
     "? 只管它前面的一个字。请把可以省略的部分用括号括起来，如 (?:{2})?；"
     "确实只管一个字就写 (?:{1})?。"},
    {Code::kAlwaysRuns, "W104", "rule '{0}' is tried on every message",
     "规则「{0}」对每条消息都要完整执行",
     "Nothing in '{1}' must stand in the text literally, so there is nothing quick to look for "
     "first: the whole pattern is run on every message, where most rules cost next to nothing. "
     "Require a word where you can.",
     "「{1}"
     "」里没有一定会出现的文字，无法先做快速筛选，每条消息都要整条执行，而多数规则几乎不花时间。"
     "可以的话请加上一个必定出现的词。"},
    {Code::kNowCaught, "W105", "known miss of rule '{0}' is caught now: '{1}'",
     "规则「{0}」的已知漏判现在抓到了：「{1}」",
     "Move the example from `todo_bad` to `bad`, so that it stays caught.",
     "请把这条样例从 `todo_bad` 移到 `bad`，以后就不会再漏。"},
    {Code::kNoLimit, "W106", "'{0}' of rule '{1}' has no `within`",
     "规则「{1}」的「{0}」没有写期限",
     "Without a limit it is decided only when the conversation closes, too late for anyone to put "
     "it right. Write `within: 2 messages` or `within: 180s`.",
     "没有期限就要等到会话结束才有结论，谁也来不及补救。请写 `within: 2 messages` 或 "
     "`within: 180s`。"},
    {Code::kShadowed, "W107", "rule '{0}' finds only what rule '{1}' finds",
     "规则「{0}」能抓到的，规则「{1}」都已抓到",
     "Every message with a text of it has a text of the other too ({2}), which is at least as "
     "strict "
     "and looks wherever this one does: all this rule adds is a second finding. Delete it, make it "
     "stricter than the other, or let the other except its texts.",
     "凡是有它的词的消息，也一定有另一条（{2}）的词，而那一条至少同样严格、管的范围也不更小："
     "这条规则只会让同一处多报一次。请删掉它，或改得比那一条更严，或在那一条里把这些词列为例外。"},
    {Code::kMoreWarnings, "W108", "{0} more warnings in this file are not shown",
     "本文件另有 {0} 个警告未列出",
     "None of them keeps the rules from running. Look at the ones above first.",
     "这些警告都不影响规则运行，请先看上面列出的。"},
    {Code::kNoEffect, "W109", "'{0}' does nothing in rule '{1}': {2}",
     "规则「{1}」的「{0}」不起作用：{3}",
     "Whoever reads the rule will think that it does. Take the key out, or write what it needs.",
     "看规则的人会以为它起作用。请删掉这个键，或补上它需要的内容。"},
};

}  // namespace

const DiagnosticTexts& texts_of(Code code) {
  const auto index = static_cast<std::size_t>(code);
  assert(index < std::size(kTexts) && kTexts[index].code == code);
  return kTexts[index];
}

std::span<const DiagnosticTexts> diagnostic_texts() {
  return kTexts;
}

}  // namespace rules
