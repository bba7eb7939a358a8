import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { getWeather, setProviderLimit as setLimitUseCase } from '@/lib/runs/weather';
import type { ProviderWeather } from '@/lib/runs/weather-schemas';

export function getProviderWeather(actor: Actor): Promise<ProviderWeather> {
  return withinDatabaseDeadline(() => getWeather(database('pages'), actor));
}

export function setProviderLimit(
  actor: Actor,
  change: { to: number | null; address: string },
): Promise<{ to: number | null }> {
  return withinDatabaseDeadline(() => setLimitUseCase(database(), actor, change));
}
