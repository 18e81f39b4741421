# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# studio_flags - the language level, warnings and Qt rules that every target of ours is compiled with.

add_library(studio_flags INTERFACE)
target_compile_features(studio_flags INTERFACE cxx_std_20)
target_compile_options(studio_flags INTERFACE
  "$<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wnon-virtual-dtor;-Woverloaded-virtual>"
  "$<$<COMPILE_LANGUAGE:CUDA>:--compiler-options=-Wall;-Wno-deprecated-gpu-targets>")
# GCC 12 sees an overlap in "text" + std::string where there is none (GCC bugs 105329 and 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(studio_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
endif()
# Clang has no warnings of some of the names that are switched off for GCC.
target_compile_options(studio_flags INTERFACE $<$<COMPILE_LANG_AND_ID:CXX,Clang>:-Wno-unknown-warning-option>)
if(STUDIO_SANITIZE)
  set(sanitizers ${STUDIO_SANITIZE})
  if(STUDIO_SANITIZE MATCHES "^(address|fuzzer)$")
    set(sanitizers address,undefined)
  endif()
  # A finding ends the program, and with it the test.
  target_compile_options(studio_flags INTERFACE
    "$<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${sanitizers};-fno-sanitize-recover=all;-fno-omit-frame-pointer>")
  if(STUDIO_SANITIZE STREQUAL "fuzzer")
    target_compile_options(studio_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fsanitize=fuzzer-no-link>)
  endif()
  target_link_options(studio_flags INTERFACE -fsanitize=${sanitizers})
endif()

# libtorch has a member called slots(), which Qt would turn into nothing: QT_NO_KEYWORDS is not a matter of taste.
target_compile_definitions(studio_flags INTERFACE
  QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY
  QT_USE_QSTRINGBUILDER QT_NO_NARROWING_CONVERSIONS_IN_CONNECT)

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CUDA_STANDARD 20)
