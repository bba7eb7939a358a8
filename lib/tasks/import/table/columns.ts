// What the columns of a table mean. Also loads in the browser.

/** What a row can be told; a phone number or a job id is needed. */
export const TABLE_FIELDS = ['phone', 'name', 'leadsId', 'referenceId', 'jobId', 'callTime'] as const;
export type TableField = (typeof TABLE_FIELDS)[number];

/** Which column, counted from 0, each field is read from; null: none. */
export type Mapping = Record<TableField, number | null>;

/** Headings under which other systems have these, without spaces, underscores and case. */
const NAMES: Record<TableField, readonly string[]> = {
  phone: [
    ...['leadsphone', 'phone', 'phonenumber', 'mobile', 'tel', 'telephone', 'number', 'cellphone'],
    ...['电话', '电话号码', '手机', '手机号', '手机号码', '联系电话', '号码', '被叫号码', '客户电话'],
  ],
  name: [
    ...['leadsname', 'name', 'contactname', 'customername', 'customer', 'contact'],
    ...['姓名', '客户姓名', '客户', '联系人', '名称', '客户名称', '称呼'],
  ],
  leadsId: ['leadsid', 'leadid', 'customerid', 'contactid', '线索id', '线索编号', '客户id', '客户编号'],
  referenceId: ['referenceid', 'reference', 'externalid', '业务id', '业务编号', '参考id', '外部编号'],
  jobId: ['calljobid', 'jobid', '作业id', '作业编号'],
  callTime: ['calltime', 'actualtime', '呼叫时间', '拨打时间', '外呼时间', '通话时间'],
};

const bare = (heading: string) => heading.toLowerCase().replaceAll(/[\s_\-·.:：()（）*]/g, '');
const PHONE = /^\+?\d[\d\s\-()]{6,19}$/;

/**
 * Guesses what the columns are: by their headings, and the phone number, where no heading tells, by what stands in them.
 *
 * @param samples the first rows below the headings
 */
export function guessMapping(headings: readonly string[], samples: readonly (readonly string[])[]): Mapping {
  const taken = new Set<number>();
  const take = (place: number) => {
    if (place < 0) return null;
    taken.add(place);
    return place;
  };
  const mapping = Object.fromEntries(
    TABLE_FIELDS.map((field) => [
      field,
      take(headings.findIndex((heading, place) => !taken.has(place) && NAMES[field].includes(bare(heading)))),
    ]),
  ) as Mapping;
  if (mapping.phone === null) {
    const looksLike = (place: number) => {
      const filled = samples.map((row) => row[place]?.trim() ?? '').filter(Boolean);
      return filled.length > 0 && filled.every((value) => PHONE.test(value));
    };
    mapping.phone = take(headings.findIndex((_, place) => !taken.has(place) && looksLike(place)));
  }
  return mapping;
}
