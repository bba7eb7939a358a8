import { dentalRecall, healthCheck, medication } from './health';
import { carInsurance, homeRenovation, satisfaction } from './home-and-car';
import { cardInstalment, courseRenewal, openClass } from './money-and-school';
import type { Script } from './types';

export const SCRIPTS = {
  'home-renovation': homeRenovation,
  'car-insurance': carInsurance,
  satisfaction,
  'card-instalment': cardInstalment,
  'course-renewal': courseRenewal,
  'open-class': openClass,
  'health-check': healthCheck,
  'dental-recall': dentalRecall,
  medication,
} satisfies Record<string, Script>;
export type ScriptKey = keyof typeof SCRIPTS;

export function scriptOf(key: ScriptKey): Script {
  return SCRIPTS[key];
}
