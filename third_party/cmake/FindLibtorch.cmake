# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# FindLibtorch - the C++ libraries inside a PyTorch wheel, as imported targets.
#
# Unlike the wheel's own TorchConfig.cmake this needs no nvcc, no NVTX and no removed FindCUDA module, and it adds
# nothing to the global flags. Looked for, in this order: Torch_DIR and CMAKE_PREFIX_PATH as TorchConfig.cmake's users
# set them (<torch>/share/cmake/Torch, <torch>); Libtorch_ROOT (variable or environment), a folder that holds torch/
# and nvidia/ as site-packages does; build/libtorch, where packaging/setup.sh puts them; the torch of the python3 on
# the PATH.
#
#   Libtorch::cpu     c10 and the CPU operators; all that code for at::Tensor links
#   Libtorch::cudart  the CUDA runtime that torch itself loads, with its headers    (where installed)
#   Libtorch::cuda    the CUDA operators and c10/cuda; kept even where no symbol of it is used  (where installed)

set(_hints)
if(Torch_DIR)
  list(APPEND _hints ${Torch_DIR}/../../../..)
endif()
foreach(_prefix IN LISTS CMAKE_PREFIX_PATH)
  list(APPEND _hints ${_prefix}/.. ${_prefix})
endforeach()
list(APPEND _hints ${Libtorch_ROOT} $ENV{Libtorch_ROOT} ${PROJECT_SOURCE_DIR}/build/libtorch)
execute_process(
  COMMAND python3 -c "import importlib.util as u; print(u.find_spec('torch').submodule_search_locations[0] + '/..')"
  OUTPUT_VARIABLE _python OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
find_path(Libtorch_SITE torch/include/ATen/core/Tensor.h
          HINTS ${_hints} ${_python} NO_DEFAULT_PATH DOC "Folder that holds torch/ and nvidia/")
mark_as_advanced(Libtorch_SITE)

set(_torch ${Libtorch_SITE}/torch)
set(_cuda ${Libtorch_SITE}/nvidia/cu13)
if(EXISTS ${_torch}/version.py)
  file(STRINGS ${_torch}/version.py _line REGEX "^__version__")
  string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+" Libtorch_VERSION "${_line}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Libtorch REQUIRED_VARS Libtorch_SITE VERSION_VAR Libtorch_VERSION)

if(Libtorch_FOUND AND NOT TARGET Libtorch::cpu)
  foreach(_lib c10 torch_cpu)
    add_library(Libtorch::_${_lib} SHARED IMPORTED)
    set_target_properties(Libtorch::_${_lib} PROPERTIES
      IMPORTED_LOCATION ${_torch}/lib/lib${_lib}.so
      INTERFACE_INCLUDE_DIRECTORIES "${_torch}/include;${_torch}/include/torch/csrc/api/include")
  endforeach()
  add_library(Libtorch::cpu INTERFACE IMPORTED)
  target_link_libraries(Libtorch::cpu INTERFACE Libtorch::_torch_cpu Libtorch::_c10)

  # A wheel installed for a machine without a GPU has the file libtorch_cuda.so but not the libraries behind it.
  if(EXISTS ${_torch}/lib/libtorch_cuda.so AND EXISTS ${_cuda}/lib/libcublas.so.13)
    add_library(Libtorch::_c10_cuda SHARED IMPORTED)
    set_target_properties(Libtorch::_c10_cuda PROPERTIES IMPORTED_LOCATION ${_torch}/lib/libc10_cuda.so)
    add_library(Libtorch::cudart SHARED IMPORTED)
    set_target_properties(Libtorch::cudart PROPERTIES
      IMPORTED_LOCATION ${_cuda}/lib/libcudart.so.13 INTERFACE_INCLUDE_DIRECTORIES ${_cuda}/include)
    # The CUDA operators register themselves when libtorch_cuda is loaded and nobody calls them by name: under
    # --as-needed the linker would drop the library, and every CUDA tensor would then fail at run time.
    add_library(Libtorch::cuda INTERFACE IMPORTED)
    target_link_libraries(Libtorch::cuda INTERFACE Libtorch::cpu Libtorch::cudart Libtorch::_c10_cuda
      -Wl,--push-state,--no-as-needed,${_torch}/lib/libtorch_cuda.so,--pop-state)
  endif()
endif()
