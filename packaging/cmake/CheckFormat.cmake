# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -DROOT=<repository> -DCLANG_FORMAT=<program> -P CheckFormat.cmake
# Fails on a file that clang-format 14 would write otherwise. Other versions differ in details and are not asked.
cmake_minimum_required(VERSION 3.25)

set(version "")
if(CLANG_FORMAT)
  execute_process(COMMAND ${CLANG_FORMAT} --version OUTPUT_VARIABLE version)
endif()
if(NOT version MATCHES "version 14\\.")
  message(FATAL_ERROR "formatting can't be checked: clang-format-14 is not installed; packaging/setup.sh installs it")
endif()

set(files "")
foreach(folder core ui app tests)
  file(GLOB_RECURSE found ${ROOT}/${folder}/*.h ${ROOT}/${folder}/*.cpp ${ROOT}/${folder}/*.cu ${ROOT}/${folder}/*.cuh)
  list(APPEND files ${found})
endforeach()
execute_process(COMMAND ${CLANG_FORMAT} --style=file --dry-run ${files}
  ERROR_VARIABLE said COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "${ROOT}/" "" said "${said}")
string(REGEX MATCHALL "[^\n]*:[0-9]+:[0-9]+: warning: code should be" unlike "${said}")
list(TRANSFORM unlike REPLACE ":[0-9]+:[0-9]+: warning.*" "")
list(REMOVE_DUPLICATES unlike)
if(unlike)
  list(JOIN unlike " " unlike)
  message(FATAL_ERROR "Not formatted as .clang-format says. clang-format-14 -i mends it:\n${unlike}")
endif()
