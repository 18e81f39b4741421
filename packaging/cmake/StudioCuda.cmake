# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Decides STUDIO_HAVE_CUDA: whether our .cu files are compiled. Host code runs on a GPU either way, through libtorch.
set(STUDIO_HAVE_CUDA OFF)
if(NOT STUDIO_CUDA STREQUAL "OFF")
  # Without a toolkit: the compiler of NVIDIA's wheels, which packaging/setup.sh puts beside torch.
  find_program(_nvcc nvcc PATHS /usr/local/cuda/bin)
  if(NOT _nvcc AND NOT DEFINED ENV{CUDACXX} AND NOT CMAKE_CUDA_COMPILER
     AND EXISTS ${Libtorch_PREFIX}/../nvidia/cu13/bin/nvcc)
    cmake_path(SET CMAKE_CUDA_COMPILER NORMALIZE ${Libtorch_PREFIX}/../nvidia/cu13/bin/nvcc)
    # A toolkit has its libraries in lib64, the wheels in lib; the check of the compiler links.
    string(APPEND CMAKE_CUDA_FLAGS " -L${Libtorch_PREFIX}/../nvidia/cu13/lib")
  endif()
  unset(_nvcc CACHE)
  include(CheckLanguage)
  check_language(CUDA)
  if(CMAKE_CUDA_COMPILER AND TARGET Libtorch::cuda)
    # Must be set before the language is enabled; the process has one CUDA runtime, torch's own.
    set(CMAKE_CUDA_ARCHITECTURES "80-real;86-real;89-real;90-real;120" CACHE STRING "GPU generations to compile for")
    set(CMAKE_CUDA_RUNTIME_LIBRARY None)
    enable_language(CUDA)
    set(STUDIO_HAVE_CUDA ON)
  elseif(STUDIO_CUDA STREQUAL "ON")
    message(FATAL_ERROR "STUDIO_CUDA=ON, but there is no nvcc or libtorch was installed without its CUDA libraries")
  endif()
endif()
message(STATUS "CUDA kernels: ${STUDIO_HAVE_CUDA}")
