# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -DROOT=<repository> -P CheckIncludes.cmake
# Fails on an include of a room that is not of a lower rank. Linking alone does not find these: all rooms share one
# include root, and Qt6::Core exports the folder above QtWidgets/.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/Layers.cmake)

file(GLOB folders LIST_DIRECTORIES true RELATIVE ${ROOT} ${ROOT}/core/* ${ROOT}/ui/*)
foreach(folder IN LISTS folders)
  if(IS_DIRECTORY ${ROOT}/${folder})
    string(REGEX REPLACE "^core/" "" room ${folder})
    studio_rank(${room} rank) # Fails where it has none.
  endif()
endforeach()

set(violations "")
set(checked 0)
foreach(entry IN LISTS STUDIO_LAYERS)
  string(REGEX REPLACE ":.*" "" module ${entry})
  studio_rank(${module} rank)
  file(GLOB_RECURSE files ${ROOT}/core/${module}/*.h ${ROOT}/core/${module}/*.cpp ${ROOT}/core/${module}/*.cu
       ${ROOT}/${module}/*.h ${ROOT}/${module}/*.cpp)
  foreach(file IN LISTS files)
    math(EXPR checked "${checked} + 1")
    file(STRINGS ${file} includes REGEX "^[ \t]*#[ \t]*include")
    foreach(line IN LISTS includes)
      if(line MATCHES "torch/(torch|all)\\.h|ATen/ATen\\.h")
        list(APPEND violations "${file}: ${line} (include the ATen header you need)")
      elseif(line MATCHES "[<\"](ATen|c10|torch|caffe2)/" AND (rank GREATER 5 OR module MATCHES "^(base|media|telemetry|settings|hub|project)$")
             AND NOT file MATCHES "/app/bench/") # which measures the engine from inside
        list(APPEND violations "${file}: ${line} (${module} knows no tensor)")
      elseif(line MATCHES "[<\"](ATen|c10|torch|caffe2)/" AND module STREQUAL "pipeline" AND file MATCHES "\\.h$"
             AND NOT file MATCHES "/detail/")
        list(APPEND violations "${file}: ${line} (the pipeline's header is free of torch)")
      elseif(line MATCHES "[<\"](cuda|c10/cuda|ATen/cuda)" AND NOT module MATCHES "^(tensor|nn|model)$")
        list(APPEND violations "${file}: ${line} (CUDA's headers belong to core/tensor)")
      elseif(line MATCHES "[<\"]libav|[<\"]libsw" AND NOT module IN_LIST STUDIO_FFMPEG_MODULES)
        list(APPEND violations "${file}: ${line} (FFmpeg belongs to media)")
      elseif(line MATCHES "[<\"](Qt?[A-Z])" AND NOT module MATCHES "${STUDIO_QT_ROOMS}")
        list(APPEND violations "${file}: ${line} (${module} is free of Qt)")
      elseif(line MATCHES "[<\"]QtWidgets|[<\"]Q(Widget|Application|MessageBox|Dialog)" AND rank LESS 8)
        list(APPEND violations "${file}: ${line} (widgets belong to ui)")
      elseif(line MATCHES "\"(core/)?(ui/[a-z]+|[a-z]+)/")
        set(included ${CMAKE_MATCH_2})
        studio_rank(${included} below)
        if(NOT included STREQUAL module AND NOT below LESS rank)
          list(APPEND violations "${file}: ${line} (${included} is not of a lower rank than ${module})")
        elseif(module MATCHES "^ui/" AND (included IN_LIST STUDIO_TENSOR_ROOMS OR line MATCHES "core/pipeline/detail/"))
          list(APPEND violations "${file}: ${line} (the window asks pipeline or jobs)")
        endif()
      endif()
    endforeach()
  endforeach()
endforeach()

if(checked LESS 10)
  message(FATAL_ERROR "only ${checked} files found below ${ROOT}: the check looks at the wrong place")
endif()
if(violations)
  list(JOIN violations "\n  " text)
  message(FATAL_ERROR "layering violations:\n  ${text}")
endif()
message(STATUS "${checked} files keep to the ranks")
