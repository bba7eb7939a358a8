import { redirect } from 'next/navigation';

/** The product starts at the task list; there is nothing here that anyone could read. */
export default function PublicHomePage(): never {
  redirect('/tasks');
}
