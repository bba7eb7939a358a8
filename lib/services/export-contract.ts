import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import type { Selection } from '@/lib/jobs/selection';

import { getExport, getExports, startExport, steerExport } from './exports';

// What `/api/exports` answers, in the envelope of `POST /query-task-execution`.

const answer = <T>(message: string, data: T) => ({ status: 'success', code: 200, message, data });

/** `POST /api/exports` */
export async function askForExport(
  actor: Actor,
  selection: Selection,
  how: Parameters<typeof startExport>[2],
) {
  return answer('已开始导出', await startExport(actor, selection, how));
}

/** `GET /api/exports` */
export async function answerExports(actor: Actor) {
  return answer('查询成功', await getExports(actor));
}

/** `GET /api/exports/{id}` */
export async function answerExport(actor: Actor, id: string) {
  return answer('查询成功', await getExport(actor, id));
}

/** `POST /api/exports/{id}/cancel` and `/again` */
export async function answerSteering(actor: Actor, id: string, action: 'cancel' | 'again') {
  return answer(action === 'cancel' ? '已取消导出' : '已开始导出', await steerExport(actor, id, action));
}
