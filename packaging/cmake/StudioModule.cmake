# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
include(${CMAKE_CURRENT_LIST_DIR}/Layers.cmake)

# studio_torch_headers(<target>) - compiles a target's sources with torch's precompiled headers, which the room tensor
# owns: its definitions must be those of all. Sources with options of their own need SKIP_PRECOMPILE_HEADERS: the headers
# were compiled with others.
function(studio_torch_headers target)
  if(target STREQUAL "studio_tensor")
    target_precompile_headers(studio_tensor PRIVATE
      $<$<COMPILE_LANGUAGE:CXX>:<ATen/TensorOperators.h>> $<$<COMPILE_LANGUAGE:CXX>:<ATen/Parallel.h>>)
  else()
    target_precompile_headers(${target} REUSE_FROM studio_tensor)
  endif()
  # Precompiled, the standard library isn't a system header to GCC 12, whose warnings about std::string are wrong.
  target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-Wno-array-bounds>
    $<$<COMPILE_LANGUAGE:CXX>:-Wno-stringop-overflow>)
endfunction()

# studio_module(<name> [SOURCES <files>] [DEPENDS <rooms>] [PUBLIC <targets>] [PRIVATE <targets>])
# One static library studio::<name> per folder; without sources an interface library. DEPENDS is checked against the
# ranks. A room of ui is named with its folder, its library with an underscore: ui/theme is studio::ui_theme.
function(studio_module room)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;PUBLIC;PRIVATE")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "studio_module(${room}): unknown arguments ${arg_UNPARSED_ARGUMENTS}")
  endif()
  string(REPLACE "/" "_" name ${room})

  set(visibility PUBLIC)
  if(arg_SOURCES)
    add_library(studio_${name} STATIC ${arg_SOURCES})
    target_link_libraries(studio_${name} PRIVATE studio_flags ${arg_PRIVATE})
  else()
    set(visibility INTERFACE)
    add_library(studio_${name} INTERFACE)
  endif()
  add_library(studio::${name} ALIAS studio_${name})
  target_include_directories(studio_${name} ${visibility} ${PROJECT_SOURCE_DIR})
  target_link_libraries(studio_${name} ${visibility} ${arg_PUBLIC})
  if(STUDIO_BUILD_UI AND room MATCHES "${STUDIO_QT_ROOMS}")
    set_target_properties(studio_${name} PROPERTIES AUTOMOC ON)
  endif()

  studio_rank(${room} rank)
  foreach(dependency IN LISTS arg_DEPENDS)
    studio_rank(${dependency} below)
    if(NOT below LESS rank)
      message(FATAL_ERROR "layering: ${room} (rank ${rank}) may not depend on ${dependency} (rank ${below})")
    endif()
    string(REPLACE "/" "_" library ${dependency})
    target_link_libraries(studio_${name} ${visibility} studio::${library})
  endforeach()

  # Most of the time that a source takes to compile goes into the headers of torch, or of Qt's widgets: they are
  # precompiled once, by the room on which all others of their kind depend.
  if(room STREQUAL "ui/widgets")
    target_precompile_headers(studio_${name} PRIVATE <QtWidgets>)
  elseif("ui/widgets" IN_LIST arg_DEPENDS)
    target_precompile_headers(studio_${name} REUSE_FROM studio_ui_widgets)
  elseif(room STREQUAL "tensor" OR "tensor" IN_LIST arg_DEPENDS)
    studio_torch_headers(studio_${name})
  endif()
endfunction()

# Every test includes support/Patience.h. Most of the time that a test takes to compile goes into the headers of torch, of
# the window or of Qt Test: they are precompiled by the first test that includes them, for all others of its kind.
set(STUDIO_TEST_HEADERS_PLAIN <QTest> <QFile> <QTemporaryDir>)
set(STUDIO_TEST_HEADERS_ENGINE
  <QTest> <QFile> <QTemporaryDir> <ATen/TensorOperators.h> "${PROJECT_SOURCE_DIR}/core/tensor/SimulatedDevice.h"
  "${PROJECT_SOURCE_DIR}/tests/support/Goldens.h")
set(STUDIO_TEST_HEADERS_UI <QtTest> <QtWidgets>)
set(STUDIO_TEST_HEADERS_WINDOW
  <QtTest> <QtWidgets> "${PROJECT_SOURCE_DIR}/tests/support/StudioFixture.h"
  "${PROJECT_SOURCE_DIR}/tests/support/FakeEngine.h")
function(studio_test_headers test links)
  set(patience ${PROJECT_SOURCE_DIR}/tests/support/Patience.h)
  if(links MATCHES "Multimedia") # QtTest's headers ask for Qt Network, which comes with it.
    set(kind)
  elseif(links MATCHES "studio_window")
    set(kind WINDOW)
  elseif(links MATCHES "studio::ui")
    set(kind UI)
  elseif(links MATCHES "studio::(tensor|nn|model|text|audio|vae|dit|sampler|offload|pipeline|jobs)")
    set(kind ENGINE)
  elseif(NOT links MATCHES "Qt6::|studio_render|studio_options")
    set(kind PLAIN)
  endif()
  if(NOT kind)
    target_compile_options(${test} PRIVATE "SHELL:-include ${patience}")
    return()
  endif()
  get_property(first GLOBAL PROPERTY STUDIO_TEST_HEADERS_${kind}_OF)
  if(first)
    target_precompile_headers(${test} REUSE_FROM ${first})
  else()
    target_precompile_headers(${test} PRIVATE ${patience} ${STUDIO_TEST_HEADERS_${kind}})
    set_property(GLOBAL PROPERTY STUDIO_TEST_HEADERS_${kind}_OF ${test})
  endif()
  # Precompiled, the standard library isn't a system header to GCC 12, whose warnings about std::string are wrong.
  target_compile_options(${test} PRIVATE -Wno-array-bounds -Wno-stringop-overflow)
endfunction()

# studio_test(<folder>/<tst_Name> LINK <targets> [LABEL unit|golden|gui|fault])
# One Qt Test program per file. TEST_DATA is tests/data; DEMO_DATA is resources/demo.
# The timeouts end a test that hangs; they are so long that a busy machine doesn't reach them. See support/Patience.h.
function(studio_test path)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL" "LINK")
  if(NOT arg_LABEL)
    set(arg_LABEL unit)
  endif()
  get_filename_component(name ${path} NAME)
  add_executable(${name} ${path}.cpp)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  # AUTOMOC would run two programs and compile a file more for each test. And moc isn't told where headers are: reading
  # torch's or Qt's takes three seconds a test, and nothing in them changes what it writes.
  set(moc ${PROJECT_BINARY_DIR}/tests/moc/${name}.moc)
  add_custom_command(OUTPUT ${moc} DEPENDS ${path}.cpp VERBATIM
    COMMAND Qt6::moc -DQT_NO_KEYWORDS ${CMAKE_CURRENT_SOURCE_DIR}/${path}.cpp -o ${moc})
  set_source_files_properties(${path}.cpp PROPERTIES OBJECT_DEPENDS ${moc})
  target_include_directories(${name} PRIVATE ${PROJECT_BINARY_DIR}/tests/moc)
  target_compile_definitions(${name} PRIVATE
    TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data" DEMO_DATA="${PROJECT_SOURCE_DIR}/resources/demo")
  target_link_libraries(${name} PRIVATE studio_flags Qt6::Test ${arg_LINK})
  target_compile_options(${name} PRIVATE -O1) # a quarter less time to compile than with -O3
  studio_test_headers(${name} "${arg_LINK}")
  add_test(NAME ${name} COMMAND ${name})
  # Two tests run at a time. Whole films take a quarter less of the processors with one thread each; what lies below the
  # pipeline has two, so that what runs in parallel is tested.
  set(threads 2)
  if(path MATCHES "^(app|ui)/" OR arg_LINK MATCHES "studio::(pipeline|jobs)")
    set(threads 1)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT 3000 LABELS ${arg_LABEL}
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;OMP_NUM_THREADS=${threads};OMP_WAIT_POLICY=passive;QTEST_FUNCTION_TIMEOUT=2400000;TSAN_OPTIONS=die_after_fork=0:suppressions=${PROJECT_SOURCE_DIR}/tests/support/tsan.txt;LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/lsan.txt")
endfunction()

# Precompiles torch's headers for a test program without Qt, once for all of them.
function(studio_program_headers program)
  get_property(first GLOBAL PROPERTY STUDIO_PROGRAM_HEADERS_OF)
  if(first)
    target_precompile_headers(${program} REUSE_FROM ${first})
  else()
    target_precompile_headers(${program} PRIVATE <ATen/TensorOperators.h>)
    set_property(GLOBAL PROPERTY STUDIO_PROGRAM_HEADERS_OF ${program})
  endif()
  target_compile_options(${program} PRIVATE -O1 -Wno-array-bounds -Wno-stringop-overflow)
endfunction()

# studio_gpu_test(<folder>/<name> LINK <targets>) - a program without Qt that exits 77 where there is no GPU,
# so that it also builds and runs on a machine that has nothing but a GPU and libtorch.
function(studio_gpu_test path)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK")
  get_filename_component(name ${path} NAME)
  add_executable(${name} ${path}.cpp)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  set_source_files_properties(${path}.cpp PROPERTIES COMPILE_DEFINITIONS TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
  target_link_libraries(${name} PRIVATE studio_flags ${arg_LINK})
  studio_program_headers(${name})
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 3000 LABELS gpu SKIP_RETURN_CODE 77)
endfunction()
