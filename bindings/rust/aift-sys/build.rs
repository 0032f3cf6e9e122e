//! Finds libaift: in the folder that AIFT_LIB_DIR names, else where pkg-config says, else where the linker looks.
use std::env;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-env-changed=AIFT_LIB_DIR");
    println!("cargo:rustc-link-lib=dylib=aift");
    if let Ok(folder) = env::var("AIFT_LIB_DIR") {
        println!("cargo:rustc-link-search=native={}", folder);
    } else if let Ok(told) = Command::new("pkg-config").args(["--libs-only-L", "aift"]).output() {
        for word in String::from_utf8_lossy(&told.stdout).split_whitespace() {
            if let Some(folder) = word.strip_prefix("-L") {
                println!("cargo:rustc-link-search=native={}", folder);
            }
        }
    }
}
