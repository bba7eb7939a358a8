import { answerNextAuth } from '@/lib/http/account/auth-route';
import { publicRoute } from '@/lib/http/public-route';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = publicRoute({
  GET: answerNextAuth,
  POST: answerNextAuth,
});
