import type { JobActions, JobPerson } from '@/components/job-context/job-actions';
import type { Permission } from '@/lib/auth/permissions';

import {
  deleteTemplate,
  rememberAudioOffset,
  rememberRobotChannel,
  requestNumber,
  revealNumber,
  saveFollowUp,
  saveTemplate,
  undoFollowUp,
} from './job-actions';

/** What every page that opens jobs hands to them. */
export const jobActions: JobActions = {
  saveFollowUp,
  undoFollowUp,
  saveTemplate,
  deleteTemplate,
  revealNumber,
  requestNumber,
  rememberRobotChannel,
  rememberAudioOffset,
};

/** Who works on the jobs of a page, and what of it they may. */
export function jobPerson(
  person: Pick<JobPerson, 'id' | 'organizationId'>,
  reveal: JobPerson['reveal'],
  may: (permission: Permission) => boolean,
): JobPerson {
  return {
    ...person,
    reveal,
    mayExport: may('exports.create'),
    mayAssign: may('leads.assign'),
    mayShare: may('phrases.share'),
    mayShareViews: may('views.share'),
  };
}
