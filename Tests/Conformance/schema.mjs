// Holds an activity that we send against the schema of @microsoft/agents-activity: it must parse, and nothing of it may be unknown there.
import { createRequire } from 'node:module';

const { activityZodSchema, Activity } = createRequire(import.meta.url)('@microsoft/agents-activity');

export function check(activity, what) {
  const parsed = (activityZodSchema.strict ? activityZodSchema.strict() : activityZodSchema).safeParse(activity);
  if (!parsed.success) throw new Error(`${what}: ${JSON.stringify(parsed.error.issues ?? parsed.error).slice(0, 800)}`);
  Activity.fromObject(activity);
}
