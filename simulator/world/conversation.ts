import type { Lead } from './people';
import type { Random } from './random';
import type { ConnectedResult } from './results';
import type { Script, Topic } from './scripts/types';

/** One sentence; times in ms from the moment the call was answered. */
export type Sentence = { speaker: 'Robot' | 'Contact'; text: string; from: number; to: number };

const CONFIRM = [
  '嗯，你说。',
  '是我，哪位？',
  '对，什么事？',
  '喂，你好。',
  '是的，请讲。',
  '嗯嗯，我是。',
  '你好，怎么了？',
];
const NODS = ['嗯，好的。', '哦，这样啊。', '行，知道了。', '好，明白了。', '嗯。'];
const UNCLEAR = [
  '啊？你说什么，没听清。',
  '信号不好，再说一遍？',
  '等一下，你刚才说的什么？',
  '喂？喂？听不太清。',
];
const SORRY = ['不好意思，我再说一遍。', '抱歉，信号不太好，我重复一下。', '好的，我说慢一点。'];
const BUSY = [
  '我在开会，先这样。',
  '开车呢，不方便，挂了啊。',
  '不需要，别再打了。',
  '我现在有事，回头再说。',
  '有人敲门，先挂了。',
];
const TRANSFER = ['你给我转人工吧。', '我想跟真人说。', '机器人吗？帮我接人工。'];
const MUMBLE = [
  '那个什么，就是那个嘛。',
  '哎你等等，（旁边有人说话）',
  '嗯……怎么讲呢，反正不是那个。',
  '啊对对对，不对不对。',
];
const NOT_UNDERSTOOD = [
  '抱歉，我没有听明白，您能再说一遍吗？',
  '不好意思，您的意思是方便还是不方便呢？',
  '我没太听清楚，您可以简单说一下吗？',
];
const HELLO = ['喂，您好，请问能听到吗？', '您好，请问您还在吗？', '喂？可能信号不太好，您能听到我说话吗？'];
const ASSISTANT = [
  '您好，机主现在不方便接听，我是智能助理，请问您是哪位？',
  '请问您找机主有什么事情？',
  '好的，我会转告机主，请问还有其他事吗？',
  '好的，再见。',
];
const SWITCHBOARD = [
  '您好，欢迎致电，请直拨分机号，查号请拨零。',
  '您拨的分机号有误，请重新输入。',
  '正在为您转接，请稍候。',
  '分机无人接听，请稍后再拨。',
];
const MORE: readonly Topic[] = [
  {
    ask: ['后续联系您，是打这个电话还是加微信方便？'],
    replies: ['打电话就行。', '加微信吧，手机号就是微信。', '发短信，我有空看。'],
  },
  {
    ask: ['一般什么时间段联系您比较合适？'],
    replies: ['下午三点以后。', '中午休息的时候。', '周末吧，平时忙。'],
  },
  {
    ask: ['除了刚才说的，您还有其他想了解的吗？'],
    replies: ['暂时没有了。', '没了，谢谢。', '你把资料发我就行。'],
  },
];

/**
 * What is said in a connected call of `talkMs`, from 4 to about 40 sentences (`turns` of them), fitted into that time.
 * `slots` fills the script's `{…}`.
 */
export function converse(options: {
  random: Random;
  script: Script;
  slots: Readonly<Record<string, string>>;
  result: ConnectedResult;
  talkMs: number;
  turns: number;
}): Sentence[] {
  const { random, script, slots, result, talkMs, turns } = options;
  const lines: [Sentence['speaker'], string][] = [];
  const robot = (text: string) => void lines.push(['Robot', fill(text, slots)]);
  const contact = (text: string) => void lines.push(['Contact', fill(text, slots)]);

  if (
    result === 'SucceededSpecialInterceptVoiceAssistant' ||
    result === 'SucceededSpecialInterceptExtensionNumberTransfer'
  ) {
    const machine = result.endsWith('VoiceAssistant') ? ASSISTANT : SWITCHBOARD;
    for (const [i, line] of machine.slice(0, Math.max(2, Math.min(4, Math.round(turns / 2)))).entries()) {
      contact(line);
      robot(i === 0 ? random.pick(script.greetings) : random.pick([...HELLO, ...script.farewells]));
    }
    return timed(lines, talkMs, random);
  }
  robot(random.pick(script.greetings));
  if (result === 'SucceededInoInterAction') {
    for (const line of HELLO) robot(line);
    return timed(lines, talkMs, random);
  }
  contact(random.pick(CONFIRM));
  talk(options, Math.max(2, turns - ENDINGS[result].length), robot, contact, lines);
  for (const [speaker, texts] of ENDINGS[result]) {
    (speaker === 'Robot' ? robot : contact)(random.pick(texts ?? script.farewells));
  }
  return timed(lines, talkMs, random);
}

type Ending = readonly (readonly [Sentence['speaker'], readonly string[] | null])[];
const ENDINGS: Readonly<Record<ConnectedResult, Ending>> = {
  SucceededFinish: [
    ['Robot', null],
    ['Contact', ['好的，再见。', '嗯，拜拜。', '谢谢，再见。', '行，就这样。']],
  ],
  SucceededClientHangUp: [['Contact', BUSY]],
  SucceededChatbotHangUpAfterSilence: [
    ['Robot', HELLO],
    ['Robot', ['您那边可能不太方便，稍后再联系您，再见。']],
  ],
  SucceededChatbotHangUpAfterNoAnswer: [
    ['Contact', MUMBLE],
    ['Robot', NOT_UNDERSTOOD],
    ['Contact', MUMBLE],
    ['Robot', ['抱歉，没有理解您的意思，稍后由专员联系您，再见。']],
  ],
  SucceededClientHangUpAfterNoAnswer: [
    ['Contact', MUMBLE],
    ['Robot', NOT_UNDERSTOOD],
    ['Contact', ['算了，说不清楚，挂了。', '听不懂就别打了。']],
  ],
  SucceededTransferByIntent: [
    ['Contact', TRANSFER],
    ['Robot', ['好的，正在为您转接人工客服，请稍候。']],
  ],
  SucceededTransferAfterNoAnswer: [
    ['Contact', MUMBLE],
    ['Robot', ['抱歉没有听明白，我为您转接人工客服，请不要挂机。']],
  ],
  SucceededInoInterAction: [],
  SucceededError: [],
  SucceededSpecialInterceptVoiceAssistant: [],
  SucceededSpecialInterceptExtensionNumberTransfer: [],
  SucceededSpecialInterceptCustomSpecialIntercept: [
    ['Contact', ['我这里是派出所备案号码，请勿拨打。', '本号码已开通防骚扰服务。']],
    ['Robot', ['好的，打扰了，再见。']],
  ],
};

/** The middle of the dialogue: topics in their order, with questions and misunderstandings in between. */
function talk(
  { random, script }: { random: Random; script: Script },
  upTo: number,
  robot: (text: string) => void,
  contact: (text: string) => void,
  lines: readonly unknown[],
): void {
  let topics = [...script.topics];
  let questions = [...script.questions];
  let lead = '';
  while (lines.length < upTo) {
    const topic = topics.shift();
    if (!topic) {
      topics = [...MORE, ...script.topics];
      continue;
    }
    const ask = random.pick(topic.ask);
    robot(lead + ask);
    lead = '';
    if (lines.length >= upTo) return;
    if (random.chance(0.1) && lines.length + 2 < upTo) {
      contact(random.pick(UNCLEAR));
      robot(random.pick(SORRY) + ask);
    }
    contact(random.pick(topic.replies));
    if (topic.acknowledge) lead = random.pick(topic.acknowledge);
    if (random.chance(0.3) && lines.length + 4 <= upTo) {
      if (questions.length === 0) questions = [...script.questions];
      const [question, answer] = questions.splice(random.int(0, questions.length - 1), 1)[0]!;
      robot(lead || '好的。');
      contact(question);
      robot(answer);
      contact(random.pick(NODS));
      lead = '';
    }
  }
}

function fill(text: string, slots: Readonly<Record<string, string>>): string {
  return text.replace(/\{([^}]+)\}/g, (_, slot: string) => slots[slot] ?? '');
}

/** Gives every sentence its time: about five characters a second, pauses between, all within the call. */
function timed(lines: readonly [Sentence['speaker'], string][], talkMs: number, random: Random): Sentence[] {
  const natural = lines.map(([, text]) => text.length * random.int(165, 215) + 250);
  const pauses = lines.map((_, i) => (i === 0 ? random.int(300, 900) : random.int(250, 1300)));
  const sum = (numbers: number[]) => numbers.reduce((total, n) => total + n, 0);
  const available = talkMs - Math.min(1500, talkMs * 0.05);
  const stretch = Math.min(1.6, (available * 0.82) / sum(natural));
  const pauseStretch = (available - sum(natural) * stretch) / sum(pauses);
  let now = 0;
  return lines.map(([speaker, text], i) => {
    const from = now + pauses[i]! * pauseStretch;
    now = from + natural[i]! * stretch;
    return { speaker, text, from: Math.round(from), to: Math.round(now) };
  });
}

/** The slots of a job's script, with those that every script has. */
export function slotsFor(
  script: Script,
  random: Random,
  lead: Lead,
  dialledAt: number,
): Record<string, string> {
  const slots: Record<string, string> = {};
  for (const [name, value] of Object.entries(script.slots)) slots[name] = value(random);
  const day = (offset: number) => {
    const date = new Date(dialledAt + (offset * 24 + 8) * 3_600_000); // Asia/Shanghai
    return `${date.getUTCMonth() + 1}月${date.getUTCDate()}号`;
  };
  slots.称呼 = lead.surname + lead.honorific;
  slots.姓名 = lead.name;
  slots.坐席 = random.pick(['小雅', '小云', '小安', '晓晓', '小美', '小宁', '思思', '小北']);
  slots.日期 = day(random.int(1, 9));
  slots.前日 = day(-random.int(1, 6));
  slots.时段 = random.pick(['上午', '上午十点', '下午', '下午两点', '下午四点', '晚上七点']);
  return slots;
}
