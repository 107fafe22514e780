# Lets ComputeSDK's init make user namespaces where AppArmor reserves them for
# programs with a profile, as on Ubuntu 23.10 and newer. Commands in a sandbox
# cannot use the permission: their system call filter refuses new namespaces.

abi <abi/4.0>,
include <tunables/global>

profile computesdk-init @INIT@ flags=(unconfined) {
  userns,

  include if exists <local/computesdk-init>
}
