import type { JobActions } from '@/components/job-context/job-actions';

import {
  deleteTemplate,
  rememberAudioOffset,
  rememberRobotChannel,
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
  rememberRobotChannel,
  rememberAudioOffset,
};
