/**
 * Starts Apache with the configuration on disk in a network of its own (unshare(1)), beside one that runs: its own test
 * (`-t`) finds no fault that shows only when modules begin, such as a curve that OpenSSL does not know or a key that
 * is not the certificate's. Apache leaves a trial with 0 once all modules have begun; its second half, in the
 * background, ends by itself for want of a place for its process id. Nothing stays, and its log is our output.
 *
 * An address that Listen names is not there in the new network and may be bound all the same: that is what
 * `apache2ctl` runs in place of its `ulimit`.
 */
export const trialStart: readonly string[] = [
  "unshare",
  "--net",
  "--",
  "env",
  "APACHE_ULIMIT_MAX_FILES=sysctl -qw net.ipv4.ip_nonlocal_bind=1 net.ipv6.ip_nonlocal_bind=1",
  "apache2ctl",
  "-k",
  "start",
  "-c",
  "PidFile /proc/wss-setup.pid",
  "-c",
  "DefaultRuntimeDir /run",
  "-c",
  "ErrorLog |/bin/cat",
];

/** Whether a trial can be made here: some containers allow no network of one's own. */
export const networkOfItsOwn: readonly string[] = ["unshare", "--net", "--", "true"];

/** Whether addresses can be bound that are not there: others do not let a network's settings be written. */
export const foreignAddresses: readonly string[] = [
  "unshare",
  "--net",
  "--",
  "sysctl",
  "-qw",
  "net.ipv4.ip_nonlocal_bind=1",
];
