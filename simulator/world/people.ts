import { Random } from './random';

export type Lead = {
  id: string;
  name: string;
  surname: string;
  female: boolean;
  /** 先生 or 女士 */
  honorific: string;
  /** an 11-digit mobile number */
  phone: string;
};

const SURNAMES = [
  ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严',
];
const DOUBLE_SURNAMES = ['欧阳', '上官', '司马', '诸葛', '慕容'];
const FEMALE = [...'芳娜敏静丽艳娟霞秀兰玲桂英梅雪慧莹婷颖琳洁晶倩蕾薇怡佳欣瑶琪雅梦妍菲月嘉宁彤璐萱'];
const MALE = [...'伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭东宁晨昊天睿博文泽航铭志远建国'];
const NEUTRAL = [...'子雨思晓一安若清春永海新家世德'];
const PREFIXES =
  '130 131 132 133 135 136 137 138 139 147 150 151 152 153 155 156 157 158 159 166 173 175 176 177 178 180 181 182 183 185 186 187 188 189 191 198 199'.split(
    ' ',
  );

/** The person behind a lead number; the same person in every task that has this number. */
export function leadOf(seed: number, number: number): Lead {
  const random = new Random(seed, 'lead', number);
  const female = random.chance(0.5);
  const surname = random.chance(0.015) ? random.pick(DOUBLE_SURNAMES) : random.pick(SURNAMES);
  const own = female ? FEMALE : MALE;
  const given = random.chance(0.22)
    ? random.pick(own)
    : random.pick(random.chance(0.4) ? NEUTRAL : own) + random.pick(own);
  return {
    id: `LD${100_000 + number}`,
    name: surname + given,
    surname,
    female,
    honorific: female ? '女士' : '先生',
    phone: random.pick(PREFIXES) + String(random.int(0, 99_999_999)).padStart(8, '0'),
  };
}
