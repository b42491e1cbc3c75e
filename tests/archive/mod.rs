//! An archive of varied articles, made up from a seed: the same number and seed give the same articles on every machine.
//!
//! The people, bodies and places are real, so that names behave as they do in the news; what the sentences report is invented.
//! Meetings are told in one form that every version reads, so that their number is known before they are read.

use std::collections::BTreeSet;

use serde_json::json;

/// Those who meet: name as the graph has it, name as printed, country, post.
const PEOPLE: [(&str, &str, &str, &str); 16] = [
    ("王毅", "王毅", "中国", "外交部长"),
    ("谢尔盖·拉夫罗夫", "拉夫罗夫", "俄罗斯", "外交部长"),
    ("弗拉基米尔·普京", "普京", "俄罗斯", "总统"),
    ("埃马纽埃尔·马克龙", "马克龙", "法国", "总统"),
    ("纳伦德拉·莫迪", "莫迪", "印度", "总理"),
    ("欧尔班·维克托", "欧尔班", "匈牙利", "总理"),
    ("亚历山大·武契奇", "武契奇", "塞尔维亚", "总统"),
    ("西里尔·拉马福萨", "拉马福萨", "南非", "总统"),
    ("安东尼奥·古特雷斯", "古特雷斯", "联合国", "秘书长"),
    ("丁薛祥", "丁薛祥", "中国", "副总理"),
    ("习近平", "习近平", "中国", "国家主席"),
    ("李强", "李强", "中国", "总理"),
    ("佐科·维多多", "佐科", "印度尼西亚", "总统"),
    ("加夫列尔·博里奇", "博里奇", "智利", "总统"),
    ("雷杰普·塔伊普·埃尔多安", "埃尔多安", "土耳其", "总统"),
    ("谭德塞·阿达诺姆·盖布雷耶苏斯", "谭德塞", "世界卫生组织", "总干事"),
];
const CITIES: [&str; 12] = [
    "北京",
    "莫斯科",
    "巴黎",
    "新德里",
    "布达佩斯",
    "贝尔格莱德",
    "日内瓦",
    "上海",
    "西安",
    "雅加达",
    "圣地亚哥",
    "安卡拉",
];
const COUNTRIES: [&str; 10] = ["法国", "德国", "巴西", "越南", "埃及", "肯尼亚", "泰国", "蒙古国", "波兰", "智利"];
const SURNAMES: [&str; 12] = ["张", "陈", "刘", "赵", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭"];
/// The characters of given names: any two of them make one, so that a larger archive names more people.
const GIVEN: [&str; 40] = [
    "建", "国", "志", "远", "晓", "明", "丽", "华", "文", "斌", "强", "海", "燕", "春", "生", "立", "新", "永", "福",
    "思", "雪", "梅", "伟", "静", "敏", "峰", "杰", "涛", "慧", "宇", "婷", "磊", "刚", "俊", "凯", "玲", "秀", "兰",
    "芳", "云",
];
const COMPANIES: [&str; 8] = [
    "东海能源集团",
    "华北重工集团",
    "长河电力公司",
    "北方稀土公司",
    "天山航空公司",
    "南岭铁路集团",
    "云岭茶业公司",
    "松江机床厂",
];
const TOPICS: [&str; 8] = ["贸易", "能源", "教育", "农业", "航空", "数字经济", "气候变化", "公共卫生"];
const SOURCES: [&str; 4] = ["新华社", "中新社", "人民日报", "环球时报"];

/// How a sentence without facts begins, goes on and ends: any of them with any others.
const OPENINGS: [&str; 14] = [
    "今年以来",
    "数据显示",
    "记者在现场看到",
    "近年来",
    "截至目前",
    "与此同时",
    "据介绍",
    "从全年看",
    "进入本月",
    "在一些地方",
    "随着天气转暖",
    "受此带动",
    "过去几年",
    "节日期间",
];
const MIDDLES: [&str; 24] = [
    "{topic}领域的投入增长了百分之{n}",
    "一批重点工程陆续开工",
    "来往{city}的航班增加到每周{n}班",
    "新鲜的蔬菜和水果从各地运来",
    "工人们正忙着调试刚到的生产线",
    "酒店的入住率超过百分之{n}",
    "中小企业的订单明显增多",
    "{n}公里的道路已经修通",
    "展厅里人头攒动",
    "不少年轻人排队体验",
    "农机手抢着晴天播种",
    "{city}的气温下降了几度",
    "仓库里的货物堆得很满",
    "审批手续比以前简单",
    "孩子们上学方便多了",
    "{topic}方面的人才仍然不足",
    "老旧小区装上了电梯",
    "公交线路延长了{n}站",
    "图书馆延长了开放时间",
    "每天处理废水{n}万吨",
    "主要股指涨跌互现",
    "原油价格先涨后跌",
    "门诊量有所上升",
    "看台上座无虚席",
];
const ENDS: [&str; 14] = [
    "市场信心持续恢复",
    "多项指标好于预期",
    "前景依然看好",
    "效率提高了一倍",
    "价格比上个月略有下降",
    "群众的日子越过越好",
    "下一阶段任务仍然艰巨",
    "有关工作正在有序推进",
    "各项准备已经就绪",
    "这些变化来之不易",
    "预计{n}天后就能见到成效",
    "居民的负担有所减轻",
    "供水供电基本恢复",
    "现场秩序良好",
];

/// How much articles say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Density {
    /// As much as broadcast news, where that is rich in facts: most sentences are background, and a thousand characters state 17.
    News,
    /// Nearly all sentences state facts: 250 characters an article, and some forty facts in a thousand.
    Dense,
}

/// Numbers that look random: a linear congruential generator with the constants of Knuth's MMIX.
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice that fall alike for the same seed.
    pub(crate) fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d)
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % n as u64).expect("it is below a usize")
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// An archive.
#[derive(Default)]
pub(crate) struct Archive {
    /// Articles, one JSON object a line.
    pub(crate) lines: Vec<String>,
    /// Who met whom according to them, each pair once, the smaller name first.
    pub(crate) meetings: BTreeSet<(String, String)>,
    /// Characters of all titles and texts.
    pub(crate) n_chars: usize,
}

/// `n` articles of a seed. The first articles of a larger archive of the same seed are the same.
pub(crate) fn archive(n: usize, seed: u64, density: Density) -> Archive {
    let mut archive = Archive::default();
    for i in 0..n {
        let mut dice = Dice::new(seed ^ (i as u64).wrapping_mul(0xd134_2543_de82_ef95));
        article(i, density, &mut dice, &mut archive);
    }
    archive
}

fn article(i: usize, density: Density, dice: &mut Dice, archive: &mut Archive) {
    let (year, month, day) = (2019 + dice.below(6), 1 + dice.below(12), 1 + dice.below(28));
    let city = dice.pick(&CITIES);
    let a = dice.below(PEOPLE.len());
    let b = (a + 1 + dice.below(PEOPLE.len() - 1)) % PEOPLE.len();
    let (one, other) = (PEOPLE[a], PEOPLE[b]);
    let source = dice.pick(&SOURCES);
    let title = format!("{}同{}举行会谈", one.1, other.1);
    let mut text = format!("{source}{city}{month}月{day}日电 ");
    text.push_str(&format!("{}{}{}{day}日在{city}会见{}{}{}。", one.2, one.3, one.1, other.2, other.3, other.1));
    let pair = if one.0 < other.0 { (one.0, other.0) } else { (other.0, one.0) };
    archive.meetings.insert((pair.0.to_owned(), pair.1.to_owned()));
    let n_sentences = 4 + dice.below(7);
    for i in 0..n_sentences {
        if density == Density::Dense || i % 4 == 3 {
            sentence(one, dice, &mut text);
        } else {
            background(dice, &mut text);
        }
        if dice.below(3) == 0 {
            text.push('\n');
        }
    }
    let line = json!({
        "id": format!("{i:06}"), "title": title, "date": format!("{year}-{month:02}-{day:02}"), "source": source, "text": text,
    });
    archive.n_chars += title.chars().count() + 1 + text.chars().count();
    archive.lines.push(line.to_string());
}

/// One of the things that news says, with the names changed.
fn sentence(host: (&str, &str, &str, &str), dice: &mut Dice, text: &mut String) {
    // Everybody has one employer, wherever he is named.
    let somebody = dice.below(SURNAMES.len() * GIVEN.len() * GIVEN.len());
    let (surname, given) = (somebody % SURNAMES.len(), somebody / SURNAMES.len());
    let name = format!("{}{}{}", SURNAMES[surname], GIVEN[given % GIVEN.len()], GIVEN[given / GIVEN.len()]);
    let (country, topic, city) = (dice.pick(&COUNTRIES), dice.pick(&TOPICS), dice.pick(&CITIES));
    let (company, guest) = (COMPANIES[somebody % COMPANIES.len()], dice.pick(&PEOPLE));
    let n = 2 + dice.below(98);
    text.push_str(&match dice.below(12) {
        0 => format!("{}表示，{}愿同{country}加强{topic}领域的合作，推动双边关系迈上新台阶。", host.1, host.2),
        1 => format!("{company}董事长{name}说，公司将在{city}投资{n}亿元，建设{topic}产业园。"),
        2 => format!("{country}支持“一带一路”倡议，反对单边制裁。"),
        3 => format!("据悉，双方还就{topic}等{n}个议题交换了意见，并同意保持沟通。"),
        4 => format!("{}上周访问了{country}，并出席在{city}举行的第{n}届国际{topic}论坛。", guest.1),
        5 => format!("{country}同{}签署了{topic}合作协定。", guest.2),
        6 => format!("{name}被任命为{company}总经理。{name}此前在{city}工作{n}年。"),
        7 => format!("当地居民{name}告诉记者，今年的收成比去年好，价格上涨了百分之{n}。"),
        8 => format!("{}指出：“{topic}关系到千家万户，各国应当携手应对挑战。”", guest.1),
        9 => format!("{company}向{country}提供了{n}吨物资。"),
        10 => format!("{topic}部门负责人{name}参加会见。"),
        _ => format!("{city}市气象部门说，未来{n}小时仍有小雨，请市民注意出行安全。"),
    });
}

/// What stands between the facts.
fn background(dice: &mut Dice, text: &mut String) {
    let mut clauses = vec![*dice.pick(&OPENINGS)];
    for _ in 0..3 {
        clauses.push(*dice.pick(&MIDDLES));
    }
    clauses.push(*dice.pick(&ENDS));
    let (topic, city, n) = (*dice.pick(&TOPICS), *dice.pick(&CITIES), 2 + dice.below(98));
    let sentence = clauses.join("，").replace("{topic}", topic).replace("{city}", city).replace("{n}", &n.to_string());
    text.push_str(&sentence);
    text.push('。');
}
