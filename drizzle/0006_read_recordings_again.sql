-- More kinds of sound are read than before: what was refused is looked at again when it is listened to.
delete from "callboard"."recording_peaks" where "state" = 'unreadable';
