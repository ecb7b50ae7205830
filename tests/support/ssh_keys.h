// Keys made for tests with ssh-keygen; nobody has their other halves.
#pragma once

#include <string>

namespace sluice::users::test_keys {

inline const std::string kEd25519 =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFgH7zYtXvFO5ijLxLELHlLbPgPV5tbt4BCibdW8/1+J";
inline const std::string kEd25519Fingerprint = "SHA256:JhO3BTgBDBtRuOeV1rNQ3pweu8JIihfa6ChM/k8s3hI";
inline const std::string kOther =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIrKnO5DjndpKVRUdeuo9IK1+asdH2ErhyC+qPr3YmAL";
inline const std::string kOtherFingerprint = "SHA256:x0Yaf01OJS8tiYb5KVnSQfmS/bjZELOn+hOsj6Z4dcU";
inline const std::string kRsa1024 =
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC6nYV/rx2A24m+1R5KjEGFkanchecjy5sb6Muj3p2Uf9ZNlYZ9Sd"
    "rZXpeihTH6GkNlPrSYtbkyHhEe4nybqoP0Ct3by40KTrJPRREjYAGKrDvXThKGr4IFYDalP2MwAOqdewveIbvs/Ws4"
    "g9cTwMxh4FVHp0Osl1oDct+JbRhtgw==";
inline const std::string kRsa1024Fingerprint = "SHA256:xoUQMIcaPymd/D6ZsF76GcTjimhrSv01MQw3o2y//CI";
inline const std::string kRsa2048 =
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDKMYXCjfp5vN5egh4Hxmo8k3TSd06xZ5Bzln4QGGMPhshUts0nuM"
    "KagpSuxvG7zHrQsHj9XEcm+0mM80zAU1noxOlxLbgZPue4w57N7EXHbrntqCw7zcUoB1O+cqKSz5h6NrH3mLF/s7Gr"
    "xLvQPophPFN+LguORQdZyIFO8bWCq2mgC+I2VbwppcWxT/oTi9Wl4VegGdlraYNc27bfQRrwl9ho5A/8Z2PAxFW1Q4"
    "9IDgAg7gMtqDihuLgu3yJarNvHDYy3G05axCfDf8BRiRAaEvs2s64wiXKqezHdR3FjdxJ04Z7vizdrqs7onPtq8AM3"
    "hJAZOUfgIn6x9yaGOQlB";
inline const std::string kRsa2048Fingerprint = "SHA256:SE2vWJVTHLIHHpuw34Ws6I9YbKF6EVu+/qG7kLWk/fY";
inline const std::string kEcdsa =
    "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBPh17oVrr4F/LBRfkU"
    "AeVtumnaeSzhOFegVfsHTWxJC9dG4hBDLyb2i+frmSNW2XIu6uhF4zcgDgDl85ZugB6B62Tm88LS+wG92ds51/4p+j"
    "PC2dLMWwsdq1nMOiVgeK5A==";
inline const std::string kEcdsaFingerprint = "SHA256:9obi4R3OMR+1fOxmQfPGhwYZsE//m234LLP/ePUJxNU";

}  // namespace sluice::users::test_keys
