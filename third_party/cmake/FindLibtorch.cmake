# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# FindLibtorch - the C++ libraries inside a PyTorch wheel, as imported targets.
#
# Unlike the wheel's own TorchConfig.cmake this needs no nvcc, no NVTX and no removed FindCUDA module, and it adds
# nothing to the global flags. Looked for, in this order, each as a CMake variable or in the environment:
#   Torch_DIR          <torch>/share/cmake/Torch, as for find_package(Torch)
#   Libtorch_ROOT      the folder that holds torch/ and nvidia/, as site-packages does, or <torch> itself
#   CMAKE_PREFIX_PATH  the same two, or <torch>/share/cmake
# then build/libtorch, where packaging/setup.sh puts them, and the torch of the python3 on the PATH.
#
#   Libtorch::cpu     c10 and the CPU operators; all that code for at::Tensor links
#   Libtorch::cudart  the CUDA runtime that torch itself loads, with its headers
#   Libtorch::cuda    the CUDA operators and c10/cuda; kept even where no symbol of it is used
# The last two only where the wheels of all CUDA libraries stand beside torch, in nvidia/.
#   Libtorch::cudnn_frontend  cuDNN itself, with the C++ headers of the wheel nvidia-cudnn-frontend; where that is there

string(REPLACE ":" ";" _prefixes "$ENV{CMAKE_PREFIX_PATH}")
set(_places "")
foreach(_folder IN ITEMS "${Torch_DIR}" "$ENV{Torch_DIR}")
  if(_folder)
    list(APPEND _places ${_folder}/../../..)
  endif()
endforeach()
foreach(_folder IN LISTS Libtorch_ROOT ITEMS "$ENV{Libtorch_ROOT}" LISTS CMAKE_PREFIX_PATH _prefixes)
  if(_folder)
    list(APPEND _places ${_folder}/torch ${_folder} ${_folder}/../..)
  endif()
endforeach()
list(APPEND _places ${PROJECT_SOURCE_DIR}/build/libtorch/torch)
execute_process(
  COMMAND python3 -c "import importlib.util as u; print(u.find_spec('torch').submodule_search_locations[0])"
  OUTPUT_VARIABLE _python OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
find_path(Libtorch_PREFIX include/ATen/core/Tensor.h
          HINTS ${_places} ${_python} NO_DEFAULT_PATH DOC "torch's folder, with include/ and lib/")
mark_as_advanced(Libtorch_PREFIX)

# The wheel says its version in version.py, the archive of libtorch alone in build-version.
foreach(_file version.py build-version)
  if(EXISTS ${Libtorch_PREFIX}/${_file})
    file(STRINGS ${Libtorch_PREFIX}/${_file} _line REGEX "[0-9]+\\.[0-9]+\\.[0-9]+" LIMIT_COUNT 1)
    string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+" Libtorch_VERSION "${_line}")
  endif()
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Libtorch REQUIRED_VARS Libtorch_PREFIX VERSION_VAR Libtorch_VERSION
  REASON_FAILURE_MESSAGE "packaging/setup.sh downloads it")

if(Libtorch_FOUND AND NOT TARGET Libtorch::cpu)
  set(_lib ${Libtorch_PREFIX}/lib)
  foreach(_name c10 torch_cpu)
    add_library(Libtorch::_${_name} SHARED IMPORTED)
    set_target_properties(Libtorch::_${_name} PROPERTIES
      IMPORTED_LOCATION ${_lib}/lib${_name}.so
      INTERFACE_INCLUDE_DIRECTORIES "${Libtorch_PREFIX}/include;${Libtorch_PREFIX}/include/torch/csrc/api/include")
  endforeach()
  add_library(Libtorch::cpu INTERFACE IMPORTED)
  target_link_libraries(Libtorch::cpu INTERFACE Libtorch::_torch_cpu Libtorch::_c10)
  # at::parallel_for() is a template: in a source that is compiled without OpenMP it uses one thread, and says nothing.
  # The process has one OpenMP runtime, torch's own, which clang's code can't use.
  target_compile_options(Libtorch::cpu INTERFACE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fopenmp>)
  if(EXISTS ${_lib}/libgomp.so.1)
    add_library(Libtorch::_gomp SHARED IMPORTED)
    set_target_properties(Libtorch::_gomp PROPERTIES IMPORTED_LOCATION ${_lib}/libgomp.so.1)
    target_link_libraries(Libtorch::cpu INTERFACE Libtorch::_gomp)
  else() # a torch of the distribution
    target_link_libraries(Libtorch::cpu INTERFACE gomp)
  endif()

  # A wheel installed for a machine without a GPU has the file libtorch_cuda.so but not the libraries behind it.
  cmake_path(SET _nvidia NORMALIZE ${Libtorch_PREFIX}/../nvidia)
  set(_cuda_complete TRUE)
  foreach(_file cu13/lib/libcudart.so.13 cu13/lib/libcublas.so.13 cu13/lib/libcufft.so.12 cu13/lib/libcufile.so.0
          cu13/lib/libcurand.so.10 cu13/lib/libcusolver.so.12 cu13/lib/libcusparse.so.12 cu13/lib/libnvJitLink.so.13
          cu13/lib/libnvrtc.so.13 cudnn/lib/libcudnn.so.9 cusparselt/lib/libcusparseLt.so.0 nccl/lib/libnccl.so.2
          nvshmem/lib/libnvshmem_host.so.3)
    if(NOT EXISTS ${_nvidia}/${_file})
      set(_cuda_complete FALSE)
    endif()
  endforeach()

  if(_cuda_complete AND EXISTS ${_lib}/libtorch_cuda.so)
    foreach(_name c10_cuda torch_cuda)
      add_library(Libtorch::_${_name} SHARED IMPORTED)
      set_target_properties(Libtorch::_${_name} PROPERTIES IMPORTED_LOCATION ${_lib}/lib${_name}.so)
    endforeach()
    add_library(Libtorch::cudart SHARED IMPORTED)
    set_target_properties(Libtorch::cudart PROPERTIES
      IMPORTED_LOCATION ${_nvidia}/cu13/lib/libcudart.so.13
      INTERFACE_INCLUDE_DIRECTORIES ${_nvidia}/cu13/include)
    # The CUDA operators register themselves when libtorch_cuda is loaded and nobody calls them by name: under
    # --as-needed the linker would drop the library, and every CUDA tensor would then fail at run time.
    set(CMAKE_LINK_LIBRARY_USING_kept_SUPPORTED TRUE)
    set(CMAKE_LINK_LIBRARY_USING_kept "LINKER:--push-state,--no-as-needed" "<LINK_ITEM>" "LINKER:--pop-state")
    add_library(Libtorch::cuda INTERFACE IMPORTED)
    target_link_libraries(Libtorch::cuda INTERFACE
      Libtorch::cpu Libtorch::cudart Libtorch::_c10_cuda $<LINK_LIBRARY:kept,Libtorch::_torch_cuda>)
    # The headers of the wheel nvidia-cudnn-frontend stand beside torch too.
    cmake_path(SET _frontend NORMALIZE ${Libtorch_PREFIX}/../include)
    if(EXISTS ${_frontend}/cudnn_frontend.h AND EXISTS ${_nvidia}/cudnn/include/cudnn.h)
      add_library(Libtorch::cudnn_frontend SHARED IMPORTED)
      set_target_properties(Libtorch::cudnn_frontend PROPERTIES
        IMPORTED_LOCATION ${_nvidia}/cudnn/lib/libcudnn.so.9
        INTERFACE_INCLUDE_DIRECTORIES "${_frontend};${_nvidia}/cudnn/include;${_nvidia}/cu13/include"
        INTERFACE_LINK_LIBRARIES ${_nvidia}/cu13/lib/libnvrtc.so.13) # for engines of the headers
    endif()
  endif()
endif()
